"""产权台账: the property facts of homes on the register, and their owners. What a cell leaves empty stays as it is."""

from typing import Any

from django.utils.translation import gettext as _

from huying.core.errors import Refused
from huying.funds.actions.properties import PUBLIC, Facts, Person, must_be_whole

from . import cells
from .cells import EMPTY, narrow
from .doors import cell, door_of, house_of, no_door
from .known import KnownOwner, KnownProperties
from .planned import NewProperty, Note, Plan, Wrong
from .property_cells import CELLS, silent
from .reading import Row, Table

UNIT = "unit"


class Properties:
    """Goes through the rows; nobody is put on the roll twice."""

    def __init__(self, known: KnownProperties, _table: Table) -> None:
        self.known, self.plan = known, Plan()
        self._rows: dict[object, int] = {}

    def take(self, row: Row, said: dict[str, str], read: dict[str, Any]) -> None:
        house = house_of(self.known, read["building"])
        door = door_of(house, read.get("unit", ""), said["room"])
        if door is None:
            no_door(house, said["room"], read.get("unit", ""))
        if (earlier := self._rows.setdefault(door.id, row.number)) != row.number:
            raise Wrong("room", _("和第 %(n)s 行是同一户") % {"n": earlier})
        held = self.known.facts.get(door.id)
        facts = self._facts(said, held)
        owner = self._owner(row, said, facts, held)
        before = dict(held or {})
        now = {**facts, "owner": owner or before.get("owner")}
        if held is not None and now == before:
            self.plan.same += 1
        elif held is None and not any(said.get(name) for name in (*CELLS, "owner", "owner_phone")):
            self.plan.same += 1  # a door with nothing beside it, as it goes out to be filled in
        else:
            new = {name: value for name, value in facts.items() if held is None or held.get(name) != value}
            self.plan.properties.append(NewProperty(door.id, new, owner, held is None))

    def _facts(self, said: dict[str, str], held: dict[str, Any] | None) -> dict[str, Any]:
        """The facts as they would stand, whole or refused. An area that does not say where it is from is the ledger's."""
        facts = {name: (held or Facts()._asdict())[name] for name in Facts._fields}
        for column, (name, parse) in CELLS.items():
            if said.get(column) and not silent(column, said[column]):
                facts[name] = cell(column, parse, said[column])
        if facts["area"] is not None and not facts["area_source"]:
            facts["area_source"] = "ledger"
        try:
            must_be_whole(Facts(**facts))
        except Refused as refused:
            raise Wrong("balance" if facts["balance_on"] is None and facts["balance_cents"] is not None else "former_unit",
                        str(refused).replace(_("没有保存。"), "").rstrip("。 ")) from refused  # fmt: skip
        return facts

    def _owner(
        self, row: Row, said: dict[str, str], facts: dict[str, Any], held: dict[str, Any] | None
    ) -> KnownOwner | None:
        """Whom the row names; the unit of public housing where it names nobody and nobody is written down."""
        name = "" if narrow(said.get("owner", "")) in EMPTY else said["owner"].strip()
        phone = cell("owner_phone", cells.phone, said.get("owner_phone", ""))
        if not name and phone:
            raise Wrong("owner", _("写了业主电话，没写姓名"))
        if not name:
            unowned = held is None or held.get("owner") is None
            return self._of_unit(facts["former_unit"]) if unowned and facts["kind"] in PUBLIC else None
        if len(name) > 60:
            raise Wrong("owner", _("太长了，最多 %(n)s 个字") % {"n": 60})
        return self._known(row, name, phone, held) or self._new(Person(name=name, phone=phone))

    def _known(self, row: Row, name: str, phone: str, held: dict[str, Any] | None) -> KnownOwner | None:
        """By the number; or by the name, unless two numbers tell them apart."""
        same = [one for one in self.known.owners if phone and one.phone == phone]
        if same and same[0].name != name:
            raise Wrong("owner", _("这个电话登记的是另一位业主"), same[0].name)
        alike = same or [one for one in self.known.owners if one.name == name and not (phone and one.phone)]
        ours = [one for one in alike if held and one is held.get("owner")]
        if len(alike) > 1 and not ours:
            raise Wrong("owner", _("有几位业主都叫这个，写上电话"))
        if alike and not same and not ours:
            self.plan.notes.append(Note(row.number, "owner", name, _("和名册里的同名，算同一位业主"), alike[0].name))
        return (ours or alike or [None])[0]

    def _of_unit(self, name: str) -> KnownOwner:
        found = [one for one in self.known.owners if one.status == UNIT and one.name == name]
        return found[0] if found else self._new(Person(name=name, status=UNIT))

    def _new(self, person: Person) -> KnownOwner:
        owner = KnownOwner(None, person.name, person.phone, person.status)
        self.known.owners.append(owner)
        self.plan.owners.append(owner)
        return owner
