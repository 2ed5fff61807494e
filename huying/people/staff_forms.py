"""人员与岗位的表单: accounts, posts, and firms."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core.forms import Form
from huying.places.models import Community, Grid

from .models import User, Vendor

# What a community fills itself; the street's posts are the street's.
ROLES = (
    ("secretary", lazy("书记：全部，加上这些设置")),
    ("officer", lazy("社区工作者：接电话、派单、回访")),
    ("grid_worker", lazy("网格员：上门、核查")),
)


class UserForm(Form):
    """加一个人. The password is made, not chosen."""

    name = forms.CharField(label=lazy("姓名"), max_length=40, error_messages={"required": lazy("还没写姓名。")})
    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,29}$",
        label=lazy("账号"),
        max_length=30,
        help_text=lazy("登录时写的，3 到 30 个小写字母或数字，比如 zhanghua。"),
        error_messages={
            "required": lazy("还没写账号。"),
            "invalid": lazy("账号用 3 到 30 个小写字母或数字，不用空格和汉字。"),
        },
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class RetitleForm(Form):
    """改岗位的叫法."""

    title = forms.CharField(
        label=lazy("岗位叫什么"), max_length=40, error_messages={"required": lazy("还没写岗位叫什么。")}
    )


class PostForm(Form):
    """加一个岗位."""

    role = forms.ChoiceField(
        label=lazy("做什么"),
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选做什么。")},
    )
    title = forms.CharField(
        label=lazy("岗位叫什么"),
        max_length=40,
        help_text=lazy("比如：网格员、楼栋长、社区副书记。"),
        error_messages={"required": lazy("还没写岗位叫什么。")},
    )
    grid = forms.ModelChoiceField(
        label=lazy("哪个网格"),
        queryset=Grid.objects.none(),
        required=False,
        empty_label=lazy("不归网格"),
        help_text=lazy("网格员要选。"),
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grids = Grid.objects.filter(community=community).order_by("code")
        self.fields["grid"].queryset = grids  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if asked.get("role") == "grid_worker" and not asked.get("grid") and "grid" not in self.errors:
            self.add_error("grid", _("网格员要选一个网格。"))
        if asked.get("role") in ("secretary", "officer"):
            asked["grid"] = None
        return asked


class TakeForm(Form):
    """交接: who takes the post, and whom the person who hands it over saw in it."""

    user = forms.ChoiceField(label=lazy("交给谁"), error_messages={"required": lazy("还没选交给谁。")})
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, users: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = {str(user.pk): user for user in users}
        choices = [("", _("请选")), *((key, user.name) for key, user in self.users.items())]
        self.fields["user"].choices = choices  # type: ignore[attr-defined]


class LeaveForm(Form):
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)


class VendorForm(Form):
    """维修公司 or 责任单位."""

    name = forms.CharField(label=lazy("名称"), max_length=60, error_messages={"required": lazy("还没写名称。")})
    kind = forms.ChoiceField(
        label=lazy("哪一种"),
        choices=Vendor.Kind.choices,
        widget=forms.RadioSelect,
        initial=Vendor.Kind.VENDOR,
        help_text=lazy("水、电、气、市政这样管着一段的，是责任单位。"),
        error_messages={"required": lazy("还没选是哪一种。")},
    )
    trade = forms.CharField(
        label=lazy("管什么"),
        max_length=60,
        help_text=lazy("比如：屋面防水、管道疏通、供水。"),
        error_messages={"required": lazy("还没写管什么。")},
    )
    phone = forms.CharField(
        label=lazy("电话"),
        max_length=30,
        error_messages={"required": lazy("还没写电话。")},
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "class": "input num"}),
    )
    always = forms.BooleanField(label=lazy("夜里也打得通，24 小时"), required=False)
