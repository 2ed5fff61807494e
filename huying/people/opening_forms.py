"""Forms of moving in 开办: the community and its secretary, and a first password."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core.errors import Refused
from huying.core.forms import Form, PhoneField
from huying.places import division_tables
from huying.places.queries import known_divisions
from huying.rules import divisions

from .actions import MovingIn
from .models import User

USERNAME = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._-]{1,39}\Z", gettext_lazy("用户名用 2 到 40 个字母、数字、点、横线，比如 liufang。")
)
NEW_PASSWORD = {"autocomplete": "new-password"}


class PasswordForm(Form):
    """自己定密码, typed twice."""

    user: User | None = None

    password = forms.CharField(
        label=gettext_lazy("密码"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy("至少 10 个字符，不能全是数字，也别和用户名、姓名差不多。"),
        error_messages={"required": gettext_lazy("还没写密码。")},
        widget=forms.PasswordInput(NEW_PASSWORD),
    )
    again = forms.CharField(
        label=gettext_lazy("密码再写一遍"),
        max_length=200,
        strip=False,
        error_messages={"required": gettext_lazy("密码还要再写一遍。")},
        widget=forms.PasswordInput(NEW_PASSWORD),
    )

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if "password" in asked and "again" in asked:
            if asked["password"] != asked["again"]:
                self.add_error("again", _("两遍密码不一样，请再写一遍。"))
            else:
                self._strong(asked["password"])
        return asked

    def _strong(self, password: str) -> None:
        try:
            validate_password(password, self.user or self.account())
        except forms.ValidationError as error:
            self.add_error("password", error)

    def account(self) -> User:
        """Whose password it is, as far as it was said."""
        return User(username=self.cleaned_data.get("username", ""), name=self.cleaned_data.get("secretary", ""))


def _names(label: Any, example: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=divisions.LONGEST_NAME, required=False, widget=forms.TextInput({"placeholder": example})
    )


class SetUpForm(PasswordForm):
    """开办: which community this is, where it lies, and who answers for it."""

    name = forms.CharField(label=gettext_lazy("社区叫什么"), max_length=60)
    code = forms.CharField(
        label=gettext_lazy("社区的区划代码"),
        max_length=30,
        help_text=gettext_lazy("统计局的 12 位代码，社区的章或户籍材料上查得到，街道办也知道。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    province = _names(gettext_lazy("省"), "湖南省")
    city = _names(gettext_lazy("市"), "长沙市")
    district = _names(gettext_lazy("区、县"), "芙蓉区")
    street = _names(gettext_lazy("街道、镇"), "东湖街道")
    table = forms.FileField(
        label=gettext_lazy("行政区划表"),
        required=False,
        widget=forms.FileInput({"class": "input", "accept": ".csv"}),
        help_text=gettext_lazy("有表就不用写上面四个名字：CSV，第一行写 code,name。"),
    )
    phone = PhoneField(
        label=gettext_lazy("社区电话"), help_text=gettext_lazy("居民打这个号码找人，印在二维码和回执上。")
    )
    secretary = forms.CharField(label=gettext_lazy("书记姓名"), max_length=40)
    username = forms.CharField(
        label=gettext_lazy("书记的用户名"),
        max_length=40,
        validators=[USERNAME],
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )

    field_order = (
        "name", "code", "province", "city", "district", "street", "table", "phone", "secretary", "username",
        "password", "again",
    )  # fmt: skip
    rows: list[list[str]] = []  # of the table, once it was read

    def clean_code(self) -> str:
        code = divisions.full(self.cleaned_data["code"].replace(" ", ""))
        if not code or divisions.level(code) != "community":
            raise forms.ValidationError(_("社区的代码是 12 位数字，最后三位不是 000。"), code="code")
        return code

    def clean_table(self) -> Any:
        file = self.cleaned_data["table"]
        if file:
            try:
                self.rows = division_tables.rows(file.read(division_tables.MOST_BYTES + 1))
            except Refused as refused:
                raise forms.ValidationError(str(refused), code="table") from refused
        return file

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(_("这个用户名有人用了，换一个。"), code="taken")
        return str(username)

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        if "code" in asked:
            self._above(asked["code"])
        return asked

    def _above(self, code: str) -> None:
        """What lies above the community has a name: registered, in the table, or typed here."""
        known = set(known_divisions(divisions.chain(code)))
        known |= {row.code for row in divisions.read(self.rows, known_divisions()).new} if self.rows else set()
        for above in divisions.chain(code)[:-1]:
            level = divisions.level(above)
            if above not in known and not self.cleaned_data.get(level) and level not in self.errors:
                self.add_error(level, _("%(code)s 还没有登记，写一下它叫什么。") % {"code": above})

    def told(self) -> MovingIn:
        asked = self.cleaned_data
        names = {one: asked[divisions.level(one)] for one in divisions.chain(asked["code"])[:-1]}
        same = {name: asked[name] for name in ("name", "code", "phone", "secretary", "username", "password")}
        return MovingIn(names=names, divisions=self.rows, **same)
