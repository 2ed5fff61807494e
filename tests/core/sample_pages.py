"""Pages that only the tests of the script open: a form with photos and a draft, and a list."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path

from huying.core.forms import Form, PhotosField
from huying.core.once import once

handler404 = "huying.core.pages.not_found"
received: list[dict[str, Any]] = []


class Report(Form):
    photos = PhotosField(label="拍照", required=False)
    words = forms.CharField(label="什么事", max_length=50, widget=forms.Textarea(attrs={"data-count": ""}))
    kind = forms.ChoiceField(choices=[("leak", "漏水"), ("lamp", "灯不亮")], widget=forms.RadioSelect, required=False)


@once
def report(request: HttpRequest) -> HttpResponse:
    form = Report(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sizes = [(photo.name, photo.size, photo.content_type) for photo in form.cleaned_data["photos"]]
        received.append({"words": form.cleaned_data["words"], "once": request.POST["once"], "photos": sizes})
        messages.success(request, "收到了。")
        return redirect(request.GET.get("then", "/sample/list/"))
    return render(request, "sample_report.html", {"form": form})


def rows(request: HttpRequest) -> HttpResponse:
    return render(request, "sample_list.html")


urlpatterns = [path("", include("huying.core.urls")), path("sample/", report), path("sample/list/", rows)]
