"""Form furniture: text, numbers and photos as they were meant."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template import Context, Template
from django.utils.datastructures import MultiValueDict

from huying.core.forms import Form, PhoneField, PhotosField, YuanField


class Report(Form):
    words = forms.CharField(label="一句话，什么事", max_length=10, widget=forms.Textarea(attrs={"data-count": ""}))
    phone = PhoneField(label="回您的电话", required=False, help_text="只给办这件事的人看。")
    kind = forms.ChoiceField(label="或者点一个", choices=[("leak", "漏水")], widget=forms.RadioSelect, required=False)
    ways = forms.MultipleChoiceField(
        label="还差什么", choices=[("a", "缺材料")], widget=forms.CheckboxSelectMultiple, required=False
    )
    photos = PhotosField(label="拍照", required=False, max_files=2)
    sure = forms.BooleanField(label="看过了", error_messages={"required": "请先看一遍。"})
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def sent(**values: str) -> Report:
    data = QueryDict(mutable=True)
    data.update({"words": "漏水", "sure": "on", **values})
    return Report(data)


def shown(form: Report, name: str, look: str = "") -> str:
    return Template("{% field bound look %}").render(Context({"bound": form[name], "look": look}))


def test_line_ends_are_unified_before_they_are_counted():
    form = sent(words=" 一\r\n二\r三四五六七八 ")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["words"] == "一\n二\n三四五六七八"


def test_a_plain_dictionary_is_taken_too():
    assert Report({"words": "一\r\n二", "sure": True}).data["words"] == "一\n二"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("139 0000 0155", "13900000155"),
        ("１３９－００００－０１５５", "13900000155"),
        ("+86 139 0000 0155", "13900000155"),
        ("008613900000155", "13900000155"),
        ("0731-5555 0105", "073155550105"),
        ("（０７３１）55550105", "073155550105"),
        ("5555 0105", "55550105"),
        ("400-000-0155", "4000000155"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_read_in_any_spacing(written, kept):
    form = sent(phone=written)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == kept


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("139 0000 015", "手机号是 11 位，这里有 10 位。"),
        ("139000001555", "手机号是 11 位，这里有 12 位。"),
        ("不方便", "电话号码没看懂，请再看一眼。"),
        ("12", "电话号码没看懂，请再看一眼。"),
    ],
)
def test_a_wrong_number_is_answered_in_a_sentence(written, said):
    assert sent(phone=written).errors["phone"] == [said]


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("680", 68000),
        ("¥680.5", 68050),
        ("￥ 1,200.00 元", 120000),
        ("１，２００．０５元", 120005),
        ("0.1", 10),
        ("999999999.99", 99999999999),
    ],
)
def test_a_sum_becomes_whole_cents(written, cents):
    value = YuanField().clean(written)
    assert value == cents
    assert type(value) is int


@pytest.mark.parametrize("written", ["x", "-5", "1.234", "1e3", "一百", ".5"])
def test_what_is_no_sum_is_refused(written):
    with pytest.raises(forms.ValidationError, match=r"写成数字|不能是负的"):
        YuanField().clean(written)


def test_a_sum_may_be_left_out_and_is_shown_as_it_was():
    assert YuanField(required=False).clean("") is None
    assert YuanField().prepare_value(68005) == "680.05"
    assert YuanField().prepare_value("68o") == "68o"


def photo(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"\xff\xd8\xff", "image/jpeg")


def test_photos_are_collected_and_counted():
    def form(*names: str) -> Report:
        files = MultiValueDict({"photos": [photo(name) for name in names]})
        return Report(QueryDict("words=a&sure=on"), files)

    two = form("1.jpg", "2.jpg")
    assert two.is_valid()
    assert [one.name for one in two.cleaned_data["photos"]] == ["1.jpg", "2.jpg"]
    assert form("1.jpg", "2.jpg", "3.jpg").errors["photos"] == ["一次最多 2 张照片，这里有 3 张。"]
    assert form().is_valid()
    assert form().fields["photos"].clean([]) == []


def test_photos_may_be_required():
    with pytest.raises(forms.ValidationError):
        PhotosField(label="做之后").clean([])
    assert [one.name for one in PhotosField().clean(photo("1.jpg"))] == ["1.jpg"]


def test_photo_input_asks_for_pictures_and_never_forces_the_camera():
    html = shown(Report(), "photos")
    assert 'accept="image/*"' in html
    assert "multiple" in html
    assert "capture" not in html.replace("`capture`", "")


def test_what_may_be_left_out_says_so_and_nothing_has_an_asterisk():
    form = Report()
    html = "".join(shown(form, name) for name in form.fields)
    assert html.count("（可不填）") == 4  # phone, kind, ways, photos
    assert "*" not in html.replace("image/*", "")
    assert "required" not in html


def test_an_error_says_the_same_beside_the_field_and_in_the_summary():
    form = Report(QueryDict("phone=139"))
    summary = Template('{% include "core/_errors.html" %}').render(Context({"form": form}))
    assert "有 3 处要改，还没发出" in summary
    for name, said in [
        ("words", "还没填：一句话，什么事"),
        ("phone", "手机号是 11 位，这里有 3 位。"),
        ("sure", "请先看一遍。"),
    ]:
        assert f'<a href="#id_{name}">{said}</a>' in summary
        field = shown(form, name)
        assert said in field
        assert f'id="id_{name}_error"' in field
        assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in shown(form, "phone")


def test_no_errors_no_summary():
    assert Template('{% include "core/_errors.html" %}').render(Context({"form": Report()})).strip() == ""


@pytest.mark.parametrize("look", ["", "choices", "chips", "results", "pill"])
def test_choices_are_a_group_with_a_legend(look):
    html = shown(Report(), "kind", look)
    assert '<fieldset id="id_kind"' in html
    assert "或者点一个" in html
    assert 'class="choice' in html


def test_furniture():
    form = Report()
    assert 'class="input"' in shown(form, "words")
    assert 'rows="3"' in shown(form, "words")
    assert 'data-count-of="id_words"' in shown(form, "words")
    assert 'inputmode="tel"' in shown(form, "phone")
    assert shown(form, "token").strip().startswith("<input")
    assert "choice tick" in shown(form, "sure")
