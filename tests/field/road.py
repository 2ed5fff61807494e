"""The road to a moment of S1, and photos as a phone takes them."""

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from huying.cases import actions as cases
from huying.cases.models import Case, Category
from huying.core import clock
from huying.core.actor import Actor
from huying.core.models import SignedLink
from huying.demo.cast import Cast
from huying.field import actions
from huying.field.models import WorkOrder

MORNING = clock.instant("2023-09-12", "09:10")
SAID = "一下雨，屋里像水帘洞一样。"
CAUSE = "屋顶天沟老化开裂，一下雨就倒灌进屋。"
FOUND = actions.Found(cause=CAUSE, part="roof_gutter", zone="common")


def by(cast: Cast, name: str) -> Actor:
    return Actor.user(cast.users[name])


def received(cast: Cast, home: str = "5栋303", *, category: str = "house_roof") -> Case:
    """江秋莲 walks in."""
    place = cast.home(home)
    said = cases.Said(
        text=SAID, channel="walk_in", nature="help", category=Category.objects.get(pk=category), urgency="urgent",
        home=place, building=place.building, reporter_name="江秋莲", reporter_phone="13900000303",
    )  # fmt: skip
    return cases.receive(community=cast.community, said=said, by=by(cast, "何静")).case


def dispatched(cast: Cast, home: str = "5栋303", *, worker: str = "李敏", category: str = "house_roof") -> Case:
    case = received(cast, home, category=category)
    return cases.dispatch(case=case, post=cast.posts[worker], by=by(cast, "何静"))


def found(cast: Cast, home: str = "5栋303", *, category: str = "house_roof") -> Case:
    case = dispatched(cast, home, category=category)
    actions.record_visit(case=case, user=cast.users["李敏"], outcome="seen", found=FOUND)
    return Case.objects.get(pk=case.pk)


def ordered(cast: Cast) -> WorkOrder:
    case = found(cast)
    with clock.at(clock.now() + timedelta(minutes=30)):
        return actions.order(
            case=case, vendor=cast.vendors["安居防水修缮"], task="天沟重做防水，外侧加砌挡水墙。",
            payer="community", due_by=clock.instant("2023-09-15", "18:00"), by=by(cast, "何静"),
        )  # fmt: skip


def finished(cast: Cast, result: str = "resolved") -> Case:
    order = actions.finish_order(order=ordered(cast), result=result, cost_cents=268_000, note="做好了。")
    return Case.objects.get(pk=order.case_id)


def address(order: WorkOrder) -> str:
    return f"/o/{SignedLink.objects.get(subject_id=order.pk).token}/"


def jpeg(*, here: bool = False, color: str = "#567") -> bytes:
    """A photo; with `here` it says where and when it was taken."""
    exif = Image.Exif()
    if here:
        exif[ExifTags.Base.DateTime] = "2023:09:12 09:48:00"
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (28.0, 11.0, 57.9),
                ExifTags.GPS.GPSLongitudeRef: "E", ExifTags.GPS.GPSLongitude: (113.0, 6.0, 32.8),
            }
        )  # fmt: skip
    buffer = BytesIO()
    Image.new("RGB", (60, 40), color).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def upload(content: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg() if content is None else content, "image/jpeg")
