import pytest
from fontTools.ttLib import TTFont

from weighbridge.web.fonts import FACES, WEIGHTS, build_fonts, static_fonts


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(scope="module")
def built(cache, tmp_path_factory):
    return build_fonts(tmp_path_factory.mktemp("site") / "fonts", cache)


def test_both_fonts_together_stay_within_the_page_budget(built):
    sizes = [path.stat().st_size for path in built]
    assert all(30_000 < size < 51_000 for size in sizes), sizes
    assert sum(sizes) <= 100_000


def test_each_font_keeps_its_weight_axis_and_loses_the_optical_one(built):
    for path in built:
        font = TTFont(path)
        assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [
            ("wght", 400, 700)
        ]


def test_the_letters_of_european_names_and_the_true_minus_are_there(built):
    for path in built:
        letters = TTFont(path).getBestCmap()
        missing = [letter for letter in "AzÀÿĄłŠžșЀ–−’“”≤≥→" if ord(letter) not in letters]
        assert missing == ["Ѐ"]  # Cyrillic is left to the reader's own fonts


def test_figures_can_be_set_to_one_width(built):
    font = TTFont(built[0])
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def test_the_licence_lies_beside_each_font(built, cache):
    for folder in (built[0].parent, static_fonts(cache)):
        texts = [path.read_text(encoding="utf-8") for path in folder.glob("*-OFL.txt")]
        assert len(texts) == len(FACES)
        assert all("SIL Open Font License, Version 1.1" in text for text in texts)


def test_a_static_font_says_its_family_and_weight(cache):
    for face in FACES:
        for weight, style in WEIGHTS.items():
            font = TTFont(static_fonts(cache) / f"{face.name}-{weight}.ttf")
            assert "fvar" not in font
            assert font["OS/2"].usWeightClass == weight
            assert [font["name"].getDebugName(number) for number in (16, 17)] == [face.family, style]


def test_two_builds_give_the_same_bytes(built, tmp_path):
    again = build_fonts(tmp_path / "again", tmp_path / "another-cache")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in built]


def test_a_second_build_comes_from_the_cache(built, cache, tmp_path):
    (made,) = cache.iterdir()
    before = made.stat().st_mtime_ns
    build_fonts(tmp_path, cache)
    assert [folder.stat().st_mtime_ns for folder in cache.iterdir()] == [before]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        p.name for p in built[0].parent.iterdir()
    )


def test_the_picture_renderer_tells_the_weights_apart(cache):
    import vl_convert

    vl_convert.register_font_directory(str(static_fonts(cache)))
    pictures = {
        _picture(vl_convert, face, weight)
        for face in ("Inter", "'Source Serif 4', serif")
        for weight in WEIGHTS
    }
    assert len(pictures) == 4


def _picture(vl_convert, family, weight):
    mark = {"type": "text", "font": family, "fontWeight": weight, "fontSize": 24, "text": "Weighbridge 45.3"}
    return vl_convert.vegalite_to_png({"data": {"values": [{}]}, "mark": mark})
