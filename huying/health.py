"""体检 on a page: what `huying doctor` says of this machine, for whoever keeps it and has no terminal. Nothing is changed here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huying import doctor
from huying.core import clock
from huying.core.access import policy

# The signs of the house for green, amber and red.
SIGNS = {doctor.GREEN: "done", doctor.AMBER: "soon", doctor.RED: "over"}
WORST_FIRST = (doctor.RED, doctor.AMBER, doctor.GREEN)


@policy("staff", verb="set_up")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Worst first. What is set in the machine's surroundings is not shown: that is for whoever sits at it."""
    lines = sorted(doctor.health(), key=lambda line: WORST_FIRST.index(line.state))
    facts = {"lines": [(SIGNS[line.state], line) for line in lines], "now": clock.now()}
    return render(request, "core/health.html", facts)
