"""The words and signs that every page uses; a builtin, so templates need not load it."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, widgets
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from huying.core import pages, papers, picture_pages, profile, spoken, uploads
from huying.core import section as sections
from huying.core.forms import VoiceField
from huying.core.models import File
from huying.core.once import once_field

register = template.Library()

# the word of a state when the page gives none; its glyph is in section.GLYPHS (shape, then word, then colour)
WORDS = {
    "new": gettext_lazy("新"),
    "hand": gettext_lazy("在办"),
    "wait": gettext_lazy("等着"),
    "soon": gettext_lazy("快到期"),
    "over": gettext_lazy("超期"),
    "again": gettext_lazy("反复发生"),
    "redo": gettext_lazy("没修好"),
    "done": gettext_lazy("办好"),
    "off": gettext_lazy("结束"),
}


@register.simple_tag
def icon(key: str, css: str = "ic") -> SafeString:
    """A drawing from icons.svg. It never stands alone: a word goes with it, so readers skip it."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, static("huying/icons.svg"), key
    )


@register.simple_tag
def state(code: str, label: str = "", css: str = "") -> SafeString:
    """A state: glyph, word, colour. css="st-box" for the filled one, "st-in" inside a line."""
    shape = icon(sections.GLYPHS[code])
    return format_html('<span class="st {} {}">{}{}</span>', code, css, shape, label or WORDS[code])


@register.simple_tag
def glyph(code: str) -> SafeString:
    """Only the glyph of a state, for lists whose second line holds the word."""
    return icon(sections.GLYPHS[code])


@register.simple_tag
def due(moment: date | datetime, css: str = "") -> SafeString:
    """A deadline in words; in the colour of a state once it presses."""
    code = spoken.deadline_state(moment)
    words = spoken.by(moment)
    return state(code, words, css) if code else format_html('<span class="num">{}</span>', words)


@register.filter
def when(moment: date | datetime | None) -> str:
    return spoken.when(moment) if moment else ""


@register.filter
def stamp(moment: datetime | None) -> str:
    return spoken.stamp(moment) if moment else ""


@register.filter
def day(moment: date | datetime | None) -> str:
    return spoken.day(moment) if moment else ""


@register.filter
def by(moment: date | datetime | None) -> str:
    return spoken.by(moment) if moment else ""


@register.filter
def yuan(cents: int | None) -> str:
    return "" if cents is None else spoken.yuan(cents)


@register.filter
def number(text: str) -> str:
    return spoken.number(text)


@register.filter
def tel(text: str) -> str:
    """A telephone number as a link takes it: digits only."""
    return "".join(sign for sign in str(text) if sign.isdigit() or sign == "+")


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code drawn in the page; its frame and colours are in the stylesheet."""
    side, path = papers.qr(text)
    return format_html(
        '<svg class="qr" viewBox="-1 -1 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>',
        side + 2,
        label or text,
        path,
    )


@register.simple_tag
def section(building: Any, states: Any = None, mini: bool = False) -> SafeString:
    """The building section 楼栋剖面; see huying.core.section for what a building and its states are."""
    return sections.draw(building, states or {}, mini=mini)


@register.inclusion_tag("core/_setup_tabs.html", takes_context=True)
def setup_tabs(context: Context) -> dict[str, Any]:
    """The way between the settings pages."""
    return {"tabs": pages.setup_pages(context["request"])}


@register.inclusion_tag("core/_open_pages.html")
def open_pages() -> dict[str, Any]:
    """What everybody may read, of the rooms above (wiring.OPEN_PAGES)."""
    entries = import_string("huying.wiring.OPEN_PAGES")
    return {"rows": [{"href": reverse(entry["url"]), "label": entry["label"]} for entry in entries]}


@register.inclusion_tag("core/_outside.html")
def outside() -> dict[str, str]:
    """Beside a link or code for people outside: a warning where it does not lead to them from where huying runs."""
    return {"links": profile.links()}


@register.simple_tag(takes_context=True)
def once(context: Context) -> SafeString:
    return once_field(context["request"])


def _kind(field: BoundField) -> str:
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if getattr(field.field, "max_files", 0):
        return "photos"
    if isinstance(field.field, VoiceField):
        return "voice"
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "choices"
    return "tick" if isinstance(widget, widgets.CheckboxInput) else "line"


@register.filter
def arrived(bound: BoundField) -> list[str]:
    """Photos that came in parts and wait for the form to be right: they need not be chosen again."""
    return uploads.arrived(bound.form.data, bound.html_name)


@register.inclusion_tag("core/_field.html")
def field(bound: BoundField, look: str = "") -> dict[str, Any]:
    """One question of a form: label, error, input, help. look: how choices lie (choices, chips, results, pill)."""
    return {
        "field": bound,
        "kind": _kind(bound),
        "optional": not bound.field.required,
        "count": "data-count" in bound.field.widget.attrs,
        "look": look,
    }


@register.filter
def picture_url(file: File) -> str:
    """The address of a picture, signed for this page."""
    return picture_pages.picture_url(file)


# what a picture shows, by what it was taken for
TAKEN_FOR = {
    "appeal": gettext_lazy("报事时拍的"),
    "visit": gettext_lazy("上门时拍的"),
    "before": gettext_lazy("做之前"),
    "after": gettext_lazy("做之后"),
    "check": gettext_lazy("核查时拍的"),
}


@register.inclusion_tag("core/_picture.html")
def picture(file: File, caption: str = "") -> dict[str, Any]:
    """A picture with its caption; belongs inside .photos. Without one, it says what the picture was taken for."""
    words = caption or (gettext("录的话") if file.spoken else TAKEN_FOR.get(file.purpose, ""))
    alt = words or gettext("照片")
    return {"file": file, "url": picture_pages.picture_url(file), "caption": words, "alt": alt}
