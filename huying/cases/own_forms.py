"""常用话、派给谁的表单."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core.forms import Form
from huying.people import queries as people
from huying.places.models import Community, Grid
from huying.rules import phrases

from .models import Category, Phrase, Route


class PhraseForm(Form):
    """A text and where it is used."""

    purpose = forms.ChoiceField(label=lazy("用在哪一步"), choices=Phrase.Purpose.choices)
    text = forms.CharField(
        label=lazy("这句话"), max_length=300, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": lazy("还没写这句话。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = " ".join(f"{{{one}}}" for one in phrases.PLACES)
        self.fields["text"].help_text = _("可以用 %(places)s，用的时候自己填上。不要写住户的姓名和电话。") % {
            "places": places
        }

    def facts(self) -> dict[str, Any]:
        return self.cleaned_data


class RouteForm(Form):
    """What a matter must be, and to whom it goes then."""

    category = forms.ModelChoiceField(
        Category.objects.none(), label=lazy("哪一类"), required=False, empty_label=lazy("都算")
    )
    grid = forms.ModelChoiceField(Grid.objects.none(), label=lazy("哪个网格"), required=False, empty_label=lazy("都算"))
    words = forms.CharField(
        label=lazy("说到这些词"),
        required=False,
        max_length=100,
        help_text=lazy("一个也行，几个用顿号隔开，说到一个就算。"),
    )
    target = forms.ChoiceField(label=lazy("派给谁"), error_messages={"required": lazy("还没选派给谁。")})

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.filter(active=True)  # type: ignore[attr-defined]
        self.fields["grid"].queryset = Grid.objects.filter(community=community).order_by("code")  # type: ignore[attr-defined]
        workers = list(people.grid_workers(community))
        names = people.holder_names(workers)
        self.posts = {f"post:{post.pk}": post for post in workers}
        self.vendors = {f"vendor:{one.pk}": one for one in people.vendors_for(community)}
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            (
                _("网格员（派遣的时候）"),
                [(key, f"{names.get(post.pk, post.title)}") for key, post in self.posts.items()],
            ),
            (_("维修公司、单位（派工单的时候）"), [(key, one.name) for key, one in self.vendors.items()]),
        ]

    def facts(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        target = cleaned["target"]
        return {
            "category": cleaned["category"], "grid": cleaned["grid"], "words": cleaned["words"],
            "post": self.posts.get(target), "vendor": self.vendors.get(target),
        }  # fmt: skip

    @staticmethod
    def of(route: Route) -> dict[str, Any]:
        target = f"post:{route.post_id}" if route.post_id else f"vendor:{route.vendor_id}"
        return {"category": route.category_id, "grid": route.grid_id, "words": route.words, "target": target}


class TryForm(Form):
    """试一句: which rule would hear it."""

    said = forms.CharField(label=lazy("试一句"), max_length=300, required=False)
