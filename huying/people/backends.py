"""Signing in 登录: the account and the posts it holds, in one statement a request."""

from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from .models import Holding, User


class PostsBackend(ModelBackend):
    """Django's own backend; what an account may do comes from its posts, which nearly every page asks for."""

    def get_user(self, user_id: UUID) -> User | None:
        held = Holding.objects.filter(user=user_id, until=None)
        rows = list(held.select_related("user", "post__community", "post__grid", "post__division").order_by("pk"))
        if not rows:
            return super().get_user(user_id)
        user = rows[0].user
        user.posts = [row.post for row in rows]
        return user if self.user_can_authenticate(user) else None
