"""筛选的表单: by what the inbox is narrowed, and under which name that is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from huying.core.forms import Form
from huying.people.models import User
from huying.places.models import Grid

from .models import Category, Urgency


class NarrowForm(Form):
    """Everything may be left open."""

    category = forms.ModelChoiceField(
        Category.objects.none(), label=lazy("类别"), required=False, empty_label=lazy("都看")
    )
    grid = forms.ModelChoiceField(Grid.objects.none(), label=lazy("网格"), required=False, empty_label=lazy("都看"))
    urgency = forms.ChoiceField(label=lazy("急不急"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.all()  # type: ignore[attr-defined]
        desks = [post.community_id for post in user.posts if post.community_id]
        self.fields["grid"].queryset = Grid.objects.filter(community__in=desks).order_by("code")  # type: ignore[attr-defined]
        self.fields["urgency"].choices = [("", lazy("都看")), *Urgency.choices]  # type: ignore[attr-defined]


class KeepForm(Form):
    """A name for it."""

    name = forms.CharField(label=lazy("起个名字"), max_length=20, error_messages={"required": lazy("还没起名字。")})
    shared = forms.BooleanField(label=lazy("前台的人都看得到"), required=False)
