"""The checker of links finds what it is there to find: one planted fault of each kind."""

import json

import pytest
from tests.web.linked import broken

PAGE = '<h1 id="top">A</h1><a href="b/index.html#here">b</a><img src="a.png">'
OTHER = '<p id="here">B</p><a href="../index.html?as_of=2026-01-01#top">a</a>'


def written(folder, **files):
    made = {"index.html": PAGE, "b/index.html": OTHER, "a.png": "", **files}
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_site_that_holds_together_is_passed(tmp_path):
    assert broken(written(tmp_path)) == ([], 3)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("c.html", '<a href="nowhere.html">x</a>', "is no file"),
        ("c.html", '<a href="b/index.html#gone">x</a>', "has no such place"),
        ("c.html", '<a href="#gone">x</a>', "has no such place"),
        ("c.html", '<a href="b/">x</a>', "is no file"),
        ("c.html", '<a href="/index.html">x</a>', "begins at the root"),
        ("c.html", '<a href="../out.html">x</a>', "leads out of the folder"),
        ("c.html", '<form action="gone.html"></form>', "is no file"),
        ("c.html", '<form data-script="gone.js"></form>', "is no file"),
        ("c.html", '<pre>&lt;iframe src="gone.html"&gt;</pre>', "is no file"),
        ("c.html", '<meta property="og:image" content="gone.png">', "is no file"),
        (
            "c.html",
            '<script type="application/ld+json">{"distribution": [{"contentUrl": "gone.csv"}]}</script>',
            "is no file",
        ),
        ("site.css", "@font-face { src: url('gone.woff2') }", "is no file"),
        ("sitemap.xml", "<urlset><url><loc>gone.html</loc></url></urlset>", "is no file"),
        ("d.datapackage.json", json.dumps({"resources": [{"path": "gone.csv"}]}), "is no file"),
        (
            "d.croissant.json",
            json.dumps({"@context": {}, "distribution": [{"contentUrl": "gone.csv"}]}),
            "is no file",
        ),
    ],
)
def test_an_address_that_leads_nowhere_is_named_with_its_file(tmp_path, name, text, said):
    wrong, _ = broken(written(tmp_path, **{name: text}))
    assert len(wrong) == 1
    assert wrong[0].startswith(f"{name}: ")
    assert said in wrong[0]
