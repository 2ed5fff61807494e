"""What a walk 走访 asks: why one goes round, what was found, what was thought of it. A photo is offered, never forced."""

from typing import Any

from django.utils.translation import gettext_lazy as lazy

from huying.core.forms import Form, PhotosField
from huying.places.models import Building

from .actions.walks import Spotted
from .forms import Pictured, one_of, words
from .walk_models import WalkFinding

WHYS = [
    ("rain", lazy("汛前看屋面、沟井")),
    ("gas", lazy("入冬看煤气、电线")),
    ("alone", lazy("看看独居老人")),
    ("round", lazy("随便走走")),
]


class StartForm(Form):
    """走."""

    why = words(lazy("为什么去"), 100, required=True, missing=lazy("还没写为什么去；几个字就行。"), rows=1)


class FindingForm(Pictured):
    """找: one screen for each thing."""

    what = words(lazy("看到什么"), 300, required=True, missing=lazy("还没写看到什么。"), rows=1)
    building = one_of(lazy("哪栋"), [], required=False)
    spot = words(lazy("哪个位置"), 60, rows=1)
    photos = PhotosField(label=lazy("拍照"), required=False)
    became = one_of(lazy("怎么办"), WalkFinding.Became.choices, missing=lazy("还没选怎么办。"))
    who = words(lazy("办好了，谁看到的"), 40, rows=1)

    def __init__(self, data: Any = None, files: Any = None, *, buildings: list[Building]) -> None:
        super().__init__(data, files)
        self.buildings = {str(one.pk): one for one in buildings}
        self.fields["building"].choices = [(pk, one.name) for pk, one in self.buildings.items()]  # type: ignore[attr-defined]

    @property
    def found(self) -> Spotted:
        given = self.cleaned_data
        return Spotted(
            what=given["what"], became=given["became"], building=self.buildings.get(given["building"]), spot=given["spot"],
            who=given["who"], pictures=given["photos"],
        )  # fmt: skip


class EndForm(Form):
    """想."""

    thought = words(lazy("想到什么办法"), 1000)
