"""请假、交接的表单."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core import clock, spoken
from huying.core.forms import Form
from huying.people.models import Post, User

from .models import Commitment

DAY = {"type": "date", "class": "input num"}
BAD_DAY = lazy("日期没看懂，写成 2023-10-07 这样。")


class LeaveForm(Form):
    """请假: from which day to which, and who acts in the post meanwhile."""

    from_on = forms.DateField(
        label=lazy("从哪天"),
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        error_messages={"required": lazy("还没写从哪天。"), "invalid": BAD_DAY},
    )
    until_on = forms.DateField(
        label=lazy("到哪天，这一天也算"),
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        error_messages={"required": lazy("还没写到哪天。"), "invalid": BAD_DAY},
    )
    deputy = forms.ChoiceField(
        label=lazy("谁代班"), required=False, help_text=lazy("代班的人能做这个岗位的事，写明是代谁。")
    )
    reason = forms.CharField(
        label=lazy("原因"), max_length=100, required=False, help_text=lazy("可以不写。写了也不给别人看。")
    )
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, users: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = {str(user.pk): user for user in users}
        choices = [("", _("还没找到人")), *((key, user.name) for key, user in self.users.items())]
        self.fields["deputy"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        first, last = asked.get("from_on"), asked.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("最后一天在第一天前面了。"))
        if last and last < clock.today():
            self.add_error("until_on", _("这一天已经过去了。"))
        asked["deputy"] = self.users.get(asked.get("deputy", ""))
        return asked


class HandOverForm(Form):
    """整批交接: which commitments, and to which post."""

    target = forms.ChoiceField(label=lazy("交给谁"), error_messages={"required": lazy("还没选交给谁。")})
    commitments = forms.MultipleChoiceField(
        label=lazy("交哪些"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": lazy("一件也没选。"),
            "invalid_choice": lazy("有的刚被别人办了。没有交接，看看现在还有哪些。"),
        },
    )

    def __init__(
        self, *args: Any, posts: Iterable[tuple[Post, str]], held: Iterable[Commitment], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post, _name in posts}
        named = [(str(post.pk), _seat(post, name)) for post, name in posts]
        self.fields["target"].choices = [("", _("请选")), *named]  # type: ignore[attr-defined]
        rows = [(str(one.pk), _line(one)) for one in held]
        self.fields["commitments"].choices = rows  # type: ignore[attr-defined]
        self.fields["commitments"].initial = [key for key, _said in rows]

    def chosen(self) -> list[UUID]:
        return [UUID(key) for key in self.cleaned_data["commitments"]]


def _seat(post: Post, name: str) -> str:
    where = f" {post.grid.code}" if post.grid else ""
    return f"{name or _('没有人坐')}{_('，')}{post.title}{where}"


def _line(one: Commitment) -> str:
    """5栋303 一下雨就漏水，上门看、盯到修好，最晚 9月14日."""
    what = f"{one.case.where} {one.case.title}".strip()
    by = _("最晚 %(by)s") % {"by": spoken.day(one.due_by)}
    return f"{what}{_('，')}{one.get_kind_display()}{_('，')}{by}"
