"""The few words that the checks of pages say themselves, in the language of the page."""

from __future__ import annotations

from datetime import datetime

from planlang.diagnostics.text import Language

CHINESE = {
    "before: ": "上一期：",
    "whole": "全期",
    "target": "目标值",
    "due by now": "应完成",
    "actual": "实际",
    "attainment": "累计达成率",
    "progress": "完成进度",
    "pace": "应达进度",
    "gap": "缺口",
    "surplus": "超出",
    "required rate": "剩余日均目标",
    "on track": "正常",
    "at risk": "有风险",
    "off track": "落后",
    "no data": "无数据",
    "skipped": "不判",
    "satisfied": "合规",
    "violated": "违规",
    "pending": "未到期",
    "possibly violated": "疑似违规",
    "waived": "输单免计",
    "vacuous": "未涉及",
    "unknown": "无法判断",
    "no case": "没有记录",
    "new": "新增",
    "resolved": "已解除",
    "ended": "已终止",
    "still on": "持续",
    "raised": "升级",
    "lowered": "降级",
    "released": "不再抑制",
    "info": "提示",
    "warning": "一般",
    "high": "较高",
    "critical": "严重",
    "planned": "未开始",
    "running": "进行中",
    "finished": "已完成",
    "waiting": "等待条件",
    "wd to its deadline": " 个工作日到截止日",
}
WEEKDAYS = "一二三四五六日"


def label(word: str, language: Language) -> str:
    """A word in a language; what has no Chinese here stays as it is."""
    return CHINESE.get(word, word) if language is Language.ZH else word


def dated(day: datetime, language: Language) -> str:
    """A day with its weekday."""
    if language is Language.ZH:
        return f"{day:%Y-%m-%d} 周{WEEKDAYS[day.weekday()]}"
    return f"{day:%a %Y-%m-%d}"
