"""Every address; each room keeps its own, written from the root."""

from django.urls import include, path

from huying import health

urlpatterns = [
    path("desk/setup/health/", health.page, name="health"),
    path("", include("huying.core.urls")),
    path("", include("huying.people.urls")),
    path("", include("huying.places.urls")),
    path("", include("huying.cases.urls")),
    path("", include("huying.field.urls")),
    path("", include("huying.funds.urls")),
    path("", include("huying.insight.urls")),
    path("", include("huying.stories.urls")),
    path("", include("huying.channels.urls")),
    path("", include("huying.exchange.urls")),
]

handler400 = "huying.core.pages.bad_request"
handler403 = "huying.core.pages.forbidden"
handler404 = "huying.core.pages.not_found"
handler500 = "huying.core.pages.server_error"
