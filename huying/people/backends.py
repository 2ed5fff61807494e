"""Signing in 登录: the account and the posts it holds, in one statement a request."""

from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from .models import User, seats_of


class PostsBackend(ModelBackend):
    """Django's own backend; what an account may do comes from its posts, which nearly every page asks for."""

    def get_user(self, user_id: UUID) -> User | None:
        user, posts = seats_of(user_id)
        if user is None:
            user = super().get_user(user_id)
            if user is None:
                return None
        user.posts = posts
        return user if self.user_can_authenticate(user) else None
