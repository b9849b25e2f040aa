from __future__ import annotations

import pytest

from builder.manuscript.languages import detected_language, normal_language

HANS = "我们在这里看到的是一个简单的系统，Kubernetes 的历史。"
HANT = "我們在這裡看到的是一個簡單的系統，Kubernetes 的歷史。"


@pytest.mark.parametrize(("text", "language"), [
    (HANS, "zh-Hans"), (HANT, "zh-Hant"), ("これは日本語の文章です。漢字も使います。", "ja"), ("이것은 한국어로 쓴 글입니다.", "ko"),
    ("This is English, with 一 word.", "en"), ("", "en"), ("山水", "zh-Hans"), ("東京タワーへ行きました", "ja"), ("東京都庁舎展望室見学案内、観覧料は無料です。", "ja"), ("123", "en"),
    ("用 Docker Compose 部署 Kubernetes Dashboard 和 Prometheus Operator 的完整指南", "zh-Hans"),
    ("The word 茶 comes from Chinese, and the rest of this sentence is in plain English.", "en"),
    ("中文里偶尔有一个の字，也还是中文，不会变成别的语言。", "zh-Hans"),
])
def test_detected(text: str, language: str) -> None:
    assert detected_language(text) == language


@pytest.mark.parametrize(("written", "language"), [
    ("zh-Hans", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh_CN", "zh-Hans"), ("zh-cn", "zh-Hans"), ("zh-SG", "zh-Hans"), ("zh-TW", "zh-Hant"),
    ("zh-HK", "zh-Hant"), ("zh-Hant-HK", "zh-Hant"), ("ZH-HANT", "zh-Hant"), ("zh-Hans-TW", "zh-Hans"), ("zh_CN.UTF-8", "zh-Hans"), ("cmn", "zh-Hans"),
    ("中文", "zh-Hans"), ("en", "en"), ("EN-us", "en-US"), ("pt-br", "pt-BR"), ("ja-JP", "ja-JP"), ("sr-latn-rs", "sr-Latn-RS"), ("English", "en"),
    ("es-419", "es-419"), ("de-1996", "de-1996"), ("", ""), ("klingon!", ""), ("e", ""), ("english (us)", ""), ("zh-", ""),
])
def test_written(written: str, language: str) -> None:
    assert normal_language(written, HANS) == language


def test_a_bare_zh_asks_the_text() -> None:
    assert normal_language("zh", HANT) == "zh-Hant"
    assert normal_language("zh", HANS) == "zh-Hans"
