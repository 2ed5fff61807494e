"""As what an address is named: the site, the reporter's, where it may come from, who suffers too."""

import pytest

from huying.rules.address import parts, read

TOLD = (
    ("我是新3栋102的，车库顶上滴水，怀疑楼上新3栋101漏下来", ("新3/102 site", "新3/101 suspected_source")),
    ("5栋303厨房渗水，怕是403漏的", ("5/303 site", "5/403 suspected_source")),
    ("新3栋101厨房冒污水，还漏到新3栋201了", ("新3/101 site", "新3/201 affected")),
    ("5栋303天花板湿了，5栋304也湿了", ("5/303 site", "5/304 affected")),
    ("我住5栋202，5栋3单元楼道灯不亮", ("5/202 reporter", "5/ site")),
    ("5栋303漏水", ("5/303 site",)),
    ("车库滴水，怀疑是新3栋101", ("新3/101 suspected_source",)),
    ("5栋303和6栋402都漏水", ("5/303 site", "6/402 site")),
    ("楼道灯不亮", ()),
)


@pytest.mark.parametrize(("text", "roles"), TOLD)
def test_the_words_around_say_what_it_is(text: str, roles: tuple[str, ...]) -> None:
    found = read(text)
    named = zip(found, parts(text, found), strict=True)
    assert tuple(f"{one.building}/{one.room} {role}" for one, role in named) == roles
