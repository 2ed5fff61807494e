"""Places 地方: divisions, communities, grids, buildings with their units, stacks and homes, and the working calendar."""

from typing import ClassVar

from django.db import models

from huying.core.ids import token, uuid7


class Division(models.Model):
    """行政区划: a province, city, district, street or community of the official tables, by its code (text, dated data)."""

    OPEN: ClassVar = {"id", "code", "name", "level", "parent", "path"}
    PRIVATE: ClassVar[set[str]] = set()

    class Level(models.TextChoices):
        PROVINCE = "province"
        CITY = "city"
        DISTRICT = "district"
        STREET = "street"
        COMMUNITY = "community"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name

    @property
    def community_key(self) -> str:
        """A division's own history belongs to no single community."""
        return ""


class Community(models.Model):
    """社区: known by a short key of ours that outlives mergers and renumbering; `path` is what scopes are tested on."""

    OPEN: ClassVar = {"key", "name", "division", "path", "phone", "register_version"}
    PRIVATE: ClassVar[set[str]] = set()

    key = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    path = models.CharField(max_length=140, unique=True)
    phone = models.CharField(max_length=30)
    # A new one with every change of its houses and homes. Never counted up: a change that is taken back by its
    # transaction must not leave a number for the next change to take.
    register_version = models.CharField(max_length=32, default=token)

    def __str__(self) -> str:
        return self.name

    @property
    def community_key(self) -> str:
        return self.key


class Grid(models.Model):
    """网格: the part of a community that one grid worker looks after. It keeps its id and code under any name."""

    OPEN: ClassVar = {"id", "community", "code", "label"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="grids")
    # What ledgers call it, and never changes; `label` is how the community calls it today.
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "code"], name="grid_code_once")]

    def __str__(self) -> str:
        return self.label or self.code

    @property
    def community_key(self) -> str:
        return str(self.community_id)


class Building(models.Model):
    """楼栋: 5栋, 新3栋, 附13栋. `code` stands in the QR at its door; `name` is the part before 栋."""

    OPEN: ClassVar = {"id", "community", "grid", "code", "name", "built", "floors", "order", "lat", "lon"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="buildings")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="buildings")
    code = models.CharField(max_length=32, unique=True, default=token)
    name = models.CharField(max_length=20)
    built = models.PositiveSmallIntegerField(null=True)
    floors = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField(default=0)
    # Where it stands, in degrees of WGS-84; both or neither.
    lat = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    class Meta:
        ordering: ClassVar = ["order", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "name"], name="building_name_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def label(self) -> str:
        return self.name if self.name.endswith("座") else f"{self.name}栋"


class BuildingAlias(models.Model):
    """楼栋别名: another name people use for a building."""

    OPEN: ClassVar = {"id", "building", "name"}
    PRIVATE: ClassVar[set[str]] = set()

    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["building", "name"], name="alias_once")]


class Unit(models.Model):
    """单元: one entrance and staircase of a building."""

    OPEN: ClassVar = {"id", "building", "name"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="units")
    name = models.CharField(max_length=10)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["building", "name"], name="unit_name_once")]


class Stack(models.Model):
    """立管(一串房): the homes above one another, which share their pipes."""

    OPEN: ClassVar = {"id", "unit", "name"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="stacks")
    name = models.CharField(max_length=10)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "name"], name="stack_name_once")]


class Home(models.Model):
    """户(房): one flat, as a door. `label` is how people say it: the unit only where the room number needs it."""

    OPEN: ClassVar = {"id", "building", "unit", "stack", "floor"}
    PRIVATE: ClassVar = {"room", "label"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="homes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="homes")
    stack = models.ForeignKey(Stack, on_delete=models.PROTECT, related_name="homes")
    floor = models.SmallIntegerField()
    room = models.CharField(max_length=20)
    label = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["building", "unit", "-floor", "room"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "room"], name="home_room_once")]

    def __str__(self) -> str:
        return self.label


class CalendarDay(models.Model):
    """日历: a day that a division keeps otherwise than the published holidays say."""

    OPEN: ClassVar = {"id", "division", "day", "is_work", "note"}
    PRIVATE: ClassVar[set[str]] = set()

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="calendar_days")
    day = models.DateField()
    is_work = models.BooleanField()
    note = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["division", "day"], name="calendar_day_once")]
