"""Addresses of this room."""

from .views import (
    aftercare,
    batches,
    desk,
    find,
    gather,
    homes,
    intake,
    leave,
    mine,
    mine_proxies,
    paste,
    resident,
    reveals,
    rules,
    setup,
    thanks,
)

urlpatterns = [
    *resident.urlpatterns,
    *gather.urlpatterns,
    *mine.urlpatterns,
    *mine_proxies.urlpatterns,
    *intake.urlpatterns,
    *paste.urlpatterns,
    *desk.urlpatterns,
    *batches.urlpatterns,
    *homes.urlpatterns,
    *find.urlpatterns,
    *leave.urlpatterns,
    *reveals.urlpatterns,
    *setup.urlpatterns,
    *rules.urlpatterns,
    *aftercare.urlpatterns,
    *thanks.urlpatterns,
]
