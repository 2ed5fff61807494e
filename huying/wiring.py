"""Where below meets above: the few tables, of names, through which a lower room reaches a higher one."""

from django.utils.translation import gettext_lazy as _

# What follows an event: event kind → tasks, enqueued in the transaction that records it.
REACTIONS: dict[str, tuple[str, ...]] = {
    "cases.received": (
        "huying.channels.tasks.tell_holders",
        "huying.channels.tasks.tell_people",
        "huying.funds.tasks.claim",
    ),
    "cases.dispatched": ("huying.channels.tasks.tell_holders",),
    "cases.handled": ("huying.channels.tasks.tell_holders", "huying.channels.tasks.tell_people"),
    "cases.sent_back": ("huying.channels.tasks.tell_holders",),
    "cases.verified": ("huying.channels.tasks.tell_holders",),
    "cases.reopened": ("huying.channels.tasks.tell_holders", "huying.funds.tasks.claim"),
    "cases.acknowledged": ("huying.channels.tasks.tell_people",),
    "cases.waited": ("huying.channels.tasks.tell_people",),
    "cases.carried_over": ("huying.channels.tasks.tell_holders", "huying.channels.tasks.tell_people"),
    "cases.extended": ("huying.channels.tasks.tell_people",),
    "cases.closed": ("huying.field.tasks.end_links", "huying.channels.tasks.tell_people"),
    "field.money_asked": ("huying.channels.tasks.tell_holders",),
    "field.money_approved": ("huying.channels.tasks.tell_holders",),
    "field.money_refused": ("huying.channels.tasks.tell_holders",),
    "field.work_handed_back": ("huying.channels.tasks.tell_holders",),
    "field.work_finished": ("huying.channels.tasks.tell_holders",),
    "field.claimed": ("huying.channels.tasks.tell_holders",),
    "field.claim_done": ("huying.channels.tasks.tell_again",),
    "field.claim_given_back": ("huying.channels.tasks.tell_again",),
    "field.claim_lapsed": ("huying.channels.tasks.tell_again",),
    "cases.assist_asked": ("huying.channels.tasks.tell_holders",),
    "field.work_ordered": ("huying.channels.tasks.tell_people",),
    "cases.objection_upheld": ("huying.channels.tasks.tell_holders",),
    "cases.objection_rejected": ("huying.channels.tasks.tell_holders",),
    "cases.objected": ("huying.channels.tasks.tell_holders",),
    "cases.objected_again": ("huying.channels.tasks.tell_holders",),
    "cases.consulted": ("huying.channels.tasks.tell_holders",),
    "cases.transferred": ("huying.channels.tasks.tell_holders",),
    "cases.referred": ("huying.channels.tasks.tell_holders", "huying.channels.tasks.tell_people"),
    "cases.referral_answered": ("huying.channels.tasks.tell_holders",),
    "cases.referral_returned": ("huying.channels.tasks.tell_holders",),
    "cases.resumed": ("huying.channels.tasks.tell_holders",),
    "cases.supervised": ("huying.channels.tasks.tell_holders",),
    "cases.reminded": ("huying.channels.tasks.tell_again",),
    "cases.raised": ("huying.channels.tasks.tell_raised",),
    "cases.handed_over": ("huying.channels.tasks.tell_holders",),
    "cases.handed_back": ("huying.channels.tasks.tell_holders",),
    "cases.declined": ("huying.field.tasks.end_links", "huying.channels.tasks.tell_people"),
    "cases.joined": ("huying.channels.tasks.tell_people",),
    "cases.unmerged": ("huying.channels.tasks.tell_holders",),
    "cases.stood_down": ("huying.field.tasks.end_links",),
    "people.proxy_named": ("huying.channels.tasks.tell_principal",),
    "people.proxy_ended": ("huying.channels.tasks.tell_principal",),
    "field.emergency_entered": ("huying.channels.tasks.tell_holders",),
}

# What comes round by itself: name → (task, every so many seconds).
SCHEDULES: dict[str, tuple[str, int]] = {
    "cases.sweep": ("huying.cases.tasks.sweep", 20),
    "field.claims": ("huying.field.tasks.lapse_claims", 60),
    "funds.warranty": ("huying.funds.tasks.watch", 24 * 3600),
}

# What speaks to the outside: functions that say how much they did, each called again and again in a thread of its own
# beside the jobs and outside every transaction, so that a supplier who hangs holds nothing and nobody.
ROUNDS: tuple[str, ...] = ("huying.channels.delivery.deliver",)

# What rooms above show on the case page of the desk, in this order: a function of (request, case) that gives a
# template and its context, or None.
CASE_PANELS: tuple[str, ...] = (
    "huying.field.panels.findings",
    "huying.field.panels.orders",
    "huying.funds.panels.warranty.warranty",
    "huying.field.money_panels.money",
    "huying.funds.panels.levy.levy",
    "huying.field.entry_panels.entries",
    "huying.field.entry_panels.emergencies",
    "huying.field.mediation_panel.mediation",
    "huying.field.entry_panels.contacts",
    "huying.field.panels.turnouts",
    "huying.field.claim_panel.claims",
    "huying.funds.panels.case.funds",
    "huying.cases.thanks_panel.thanks",
    "huying.stories.panels.story",
    "huying.channels.panels.messages",
)

# What rooms above say at the top of the worklist: functions of (request) that give a template and its context, or None.
DESK_NOTES: tuple[str, ...] = ("huying.channels.panels.not_sent", "huying.stories.panels.waiting")

# What rooms above show on 我的诉求: a function of (request, contact) that gives a template and its context, or None.
MINE_PANELS: tuple[str, ...] = ("huying.field.views.relative.asked",)

# What rooms above show to everybody, for the residents' first page and that of each house.
OPEN_PAGES: tuple[dict[str, object], ...] = (
    {"url": "open", "label": _("公开栏：谁管您那一栋，在办什么")},
    {"url": "stories", "label": _("办成的事")},
)

# The community that a page speaks for when nothing else names one.
COMMUNITY = "huying.places.queries.only_community"

# What rooms above know about houses, for the pages of places: how many open matters and the state to see first (of a
# user, building ids), the open matters of one house (of a user and the building), and who looks after grids (of grid ids).
HOUSE_COUNTS = "huying.cases.marks.of_houses"
HOUSE_MARKS = "huying.cases.marks.open_in"
GRID_WORKERS = "huying.people.queries.grid_worker_names"

# What rooms above show on the calendar's page: a function of (request, division) that gives a template and its context.
CALENDAR_PANELS: tuple[str, ...] = (
    "huying.cases.limits_panel.limits",
    "huying.cases.branch_rules_panel.rules",
    "huying.cases.rain_panel.rain",
)

# How many open matters posts hold: a function of (post ids) that gives post id → number.
POST_COUNTS = "huying.cases.queries.open_of_posts"

# The settings pages, in the order of their tabs, for those whose posts carry the verb.
SETUP_PAGES: tuple[dict[str, object], ...] = (
    {"url": "grids", "label": _("网格"), "verb": "set_up"},
    {"url": "staff", "label": _("人员与岗位"), "verb": "set_up"},
    {"url": "phrases", "label": _("常用话"), "verb": "keep_own_words"},
    {"url": "routes", "label": _("派给谁"), "verb": "keep_own_words"},
    {"url": "offers", "label": _("能帮您办的"), "verb": "keep_own_words"},
    {"url": "vendors", "label": _("维修公司"), "verb": "keep_lists"},
    {"url": "categories", "label": _("类别"), "verb": "keep_lists"},
    {"url": "limits", "label": _("时限"), "verb": "keep_lists"},
    {"url": "division_rules", "label": _("提醒与岔路"), "verb": "keep_lists"},
    {"url": "spending_line", "label": _("审批线"), "verb": "keep_lists"},
    {"url": "safety_notes", "label": _("安全提示"), "verb": "keep_lists"},
    {"url": "fund_rules", "label": _("维修资金"), "verb": "keep_lists"},
    {"url": "health", "label": _("体检"), "verb": "set_up"},
)

# What a community needs until its first call, each told by the room that keeps it: functions of (request, community)
# that give a huying.core.setup.Step or None.
SETUP_STEPS: tuple[str, ...] = (
    "huying.places.setup.divisions",
    "huying.exchange.setup.homes",
    "huying.exchange.setup.residents",
    "huying.people.setup.grids",
    "huying.people.setup.staff",
    "huying.exchange.setup.past",
    "huying.people.setup.vendors",
    "huying.cases.setup.categories",
    "huying.cases.setup.limits",
    "huying.people.setup.recovery",
    "huying.doctor.backup_step",
    "huying.places.setup.codes",
    "huying.cases.setup.first_call",
)

# Who can sign in with one tap in the demo: username, password, and who that is.
DEMO_LOGINS = "huying.demo.cast.LOGINS"

# The page under which 兜底账 goes out as a file.
FALLBACK_FILE = "fallback_file"

# The page that says what a firm has in hand; its argument is the firm.
VENDOR_JOBS = "vendor_jobs"

# Which cases an account was told about and has not opened yet: a function of (user) that gives their ids.
UNREAD = "huying.channels.queries.unread_cases"

# What happens when somebody opens a case: functions of (user=, case_id=).
ON_OPEN: tuple[str, ...] = ("huying.channels.actions.read",)

# Which page a signed link opens: purpose → view of (request, link).
LINK_PAGES: dict[str, str] = {
    "field.work_order": "huying.field.views.vendor.job",
    "field.jobs": "huying.field.views.jobs.listed",
    "field.entry": "huying.field.views.owner.page",
    "field.mediation": "huying.field.views.party.page",
    "field.turnout": "huying.field.views.volunteers.join",
    "field.claims": "huying.field.views.claims.listed",
    "field.claim": "huying.field.views.claims.own",
    "insight.wall": "huying.insight.views.by_link",
    "funds.review": "huying.funds.views.review_link.page",
    "field.sign_up": "huying.field.views.volunteers.own",
    "funds.notice": "huying.funds.views.notices.hung",
    "funds.vote": "huying.funds.views.owner_link.page",
    "people.set_up": "huying.people.opening_pages.set_up",
    "people.contact": "huying.cases.views.mine.by_link",
    "people.first_password": "huying.people.opening_pages.first_password",
}

# What a new community is given from rooms above when it moves in: functions of (division=).
MOVING_IN: tuple[str, ...] = (
    "huying.cases.actions.load_defaults",
    "huying.field.actions.load_line",
    "huying.funds.actions.load_fund_rules",
)

# Who sends a one-time code to a telephone: a function of (community=, phone=, code=) that says whether it is on its way.
# Where it is not, the desk rings the number on file and reads the code out. And who sends a link good for one time to a
# mailbox, of (community=, email=, link=); and which of the two ways are open, of (community).
CODE_SENDER = "huying.channels.actions.send_code"
LINK_SENDER = "huying.channels.actions.send_link"
CONTACT_WAYS = "huying.channels.queries.contact_ways"

# What rooms above know of the ids in the bodies of a case's events, for the lines of its timeline: functions of (bodies)
# that give facts by id, in as few statements as there are kinds. Read for the staff only.
EVENT_FACTS: tuple[str, ...] = ("huying.field.facts.of", "huying.cases.thanks_queries.facts_of")

# Whose cases the access log speaks of, where the subject is not an appeal: subject type → a function of (ids) that gives
# the case of each.
LOGGED_CASES: dict[str, str] = {
    "field.entryauthorisation": "huying.field.facts.cases_of_entries",
    "field.party": "huying.field.facts.cases_of_parties",
    "field.turnout": "huying.field.facts.cases_of_turnouts",
    "field.claim": "huying.field.facts.cases_of_claims",
    "funds.voterlink": "huying.funds.polls.cases_of_links",
    "funds.place": "huying.funds.queries.cases_of_places",
}

# The entries of the desk's top bar, for those whose posts carry the verb; `more` stands behind 更多.
NAV: tuple[dict[str, object], ...] = (
    {"url": "desk", "label": _("收件"), "verb": "see_desk"},
    {"url": "overview", "label": _("总览"), "verb": "see_overview"},
    {"url": "intake", "label": _("接电话"), "verb": "intake"},
    {"url": "buildings", "label": _("楼栋"), "verb": "see_places"},
    {"url": "funds", "label": _("维修资金"), "verb": "see_funds"},
    {"url": "fund_review", "label": _("审件"), "verb": "review_funds"},
    {"url": "calendar", "label": _("日历与时限"), "verb": "see_calendar", "more": True},
    {"url": "leaves", "label": _("谁在岗"), "verb": "keep_leaves", "more": True},
    {"url": "reveals", "label": _("查看记录"), "verb": "see_reveals", "more": True},
    {"url": "jobs", "label": _("后台作业"), "verb": "see_jobs", "more": True},
    {"url": "today", "label": _("上门"), "verb": "see_grid"},
    {"url": "turnouts", "label": _("召集"), "verb": "call_turnout", "more": True},
    {"url": "walks", "label": _("走访"), "verb": "walk", "more": True},
    {"url": "desk_stories", "label": _("故事"), "verb": "see_stories", "more": True},
    {"url": "thanks", "label": _("感谢"), "verb": "thank", "more": True},
    {"url": "messages", "label": _("消息"), "verb": "see_messages"},
    {"url": "channels", "label": _("通知设置"), "verb": "keep_channels", "more": True},
    {"url": "fallback", "label": _("兜底账"), "verb": "see_fallback", "more": True},
    {"url": "ledgers", "label": _("台账"), "verb": "keep_ledgers", "more": True},
    {"url": "setup", "label": _("设置"), "verb": "set_up", "more": True},
)

# What rooms above have under way in a case that is merged into another, or split off again: a function of (source=,
# target=, only=), which moves it, or only what the ids name, and answers the ids.
MOVE_WORK = "huying.field.actions.move_work"
