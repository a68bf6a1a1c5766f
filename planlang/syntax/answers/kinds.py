"""Kinds of declarations by the words that people have for them: `datasource`, `KPI`, `台账`, `提成`.

In: the word that a statement begins with. Out: the kind that is meant, reported, so that the block behind it is read.
"""

from __future__ import annotations

from functools import cache

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Language
from planlang.source import Span
from planlang.syntax.automaton.blocks import DECLARING
from planlang.syntax.automaton.situation import Situation, TakeFor
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.mistakes.resemble import MISSPELT, WRITE

CALLED = {
    "plan": "sales plan, business plan, sales_plan, 销售计划, 工作计划, 经营计划, 规划, 计划书",
    "use": "include, require, 导入, 载入, 引入",
    "calendar": "workdays, holiday calendar, 日程, 节假日, 工作日",
    "role": "position, job, title, job title, level, rank, 职位, 职务, 职级, 级别, 岗",
    "team": "group, region, branch, division, office, squad, unit, org, organization, organisation, territory, department"
    ", 部门, 区域, 大区, 小组, 战区, 分公司, 事业部, 组织, 组, 办事处",
    "source": "data, datasource, data source, data_source, dataset, data set, table, import, file, load, input, sheet, csv"
    ", excel, spreadsheet, export, crm, 来源, 数据来源, 数据表, 数据文件, 数据集, 数据, 表, 表格, 源, 台账, 明细, 明细表, 底表, 清单, 文件, 导入, 工作表",
    "segment": "tier, tiers, grading, classification, customer segment, 客户分级, 客户分层, 客户分类, 分级, 分层, 分类",
    "metric": "kpi, figure, indicator, formula, measure, calculation, ratio, 度量, 口径, 统计口径, 公式, 统计, 指标值, 算法, 衡量",
    "goal": "objective, okr, target, quota, key result, kr, key_result, aim, 销售目标, 业绩目标, 年度目标, 关键结果, 任务量, 目标值",
    "process": "pipeline, funnel, workflow, sales process, stages, 管道, 漏斗, 销售漏斗, 销售流程, 工作流, 商机流程, 阶段",
    "alert": "warning, alarm, rule, trigger, flag, watch, notification, 警报, 告警, 报警, 警告, 警示, 提醒, 预警规则, 规则, 监控",
    "task": "project, activity, action, step, job, todo, to do, work, action item, 项目, 工作, 行动, 动作, 步骤, 事项, 工作项, 活动, 待办",
    "milestone": "checkpoint, gate, deadline, deliverable, 节点, 关键节点, 检查点",
    "review": "meeting, standup, stand up, sync, ritual, weekly, 会议, 周会, 月会, 早会, 晨会, 例行会议, 会, 碰头会, 复盘会, 季度会",
    "budget": "spend, spending, expenses, costs, cost, 费用, 经费, 费用预算, 销售费用",
    "strategy": "initiative, theme, pillar, program, programme, campaign, 战略, 举措, 打法, 方针",
    "adjust": "adjustment, response, 调整方案, 纠偏",
    "resource": "equipment, capacity, asset, 设备, 产能",
    "scenario": "case, simulation, what if, 情境, 场景, 假想",
    "revision": "amendment, update, change, version, 变更, 修改, 改, 更新",
    "waiver": "exception, exemption, 豁免, 例外, 特许",
    "scorecard": "appraisal, evaluation, performance, performance review, 考核, 绩效, 绩效考核, 考核方案, 绩效表, 评分表, 打分表",
    "incentive": "commission, bonus, compensation, comp, comp plan, payout, spiff, commission plan, 提成, 奖金, 佣金, 奖励, 激励方案, 提成方案, 绩效奖金",
    "promotion": "career path, career, 升职, 晋级, 晋升通道",
    "channel": "notify, webhook, chat, 通知渠道, 通知方式, 推送, 推送渠道, 通知",
    "assumption": "premise, hypothesis, assume, 前提, 前提假设, 假定",
    "risk": "threat, issue, 隐患, 风险点",
    "define": "template, macro, 模版",
}
"""The words that people have for each kind, English ones in lower case."""
HEADS = frozenset({"_LBRACE", "_EQUALS", "STRING", "_BAR"})
"""What stands behind the name of what is declared."""
MOST_WORDS = 2


@cache
def _kinds() -> dict[str, str]:
    return {word.strip(): kind for kind, words in CALLED.items() for word in words.split(",")}


def other_kind(situation: Situation, expected: frozenset[str], findings: Findings) -> TakeFor | None:
    """The kind that the first words of a statement mean; None where they mean none, or it cannot stand here."""
    tokens, at = situation.tokens, situation.at
    for width in range(MOST_WORDS, 0, -1):
        words = tokens[at : at + width]
        if len(words) < width or not all(token.word for token in words):
            continue
        written = " ".join(str(token.value) for token in words)
        key = _kinds().get(written.lower())
        if key == "source" and _type(tokens, at + width) == "STRING" and written.lower() == "import":
            key = "use"  # `import "teams.plan"`
        if key is None or not _begins(situation, written, at + width, key):
            continue
        keyword = next(kind for kind in vocabulary().section("kinds") if kind.key == key)
        if keyword.terminal not in expected:
            continue
        span = Span(situation.source, words[0].start, words[-1].end)
        language = situation.language if written.isascii() else Language.ZH
        text = keyword.spellings(language)[0]
        fix = Fix(WRITE(text=text), (Edit(span, text),), safe=False)
        findings.error("misspelt-word", span, MISSPELT(word=span.text), WRITE(text=text), fixes=(fix,))
        return TakeFor(at, keyword, width)
    return None


def _begins(situation: Situation, written: str, behind: int, key: str) -> bool:
    """Whether a declaration begins with these words; a word of a clause, or inside a block, has to have a whole head."""
    tokens = situation.tokens
    if key == "use":
        return _type(tokens, behind) == "STRING"
    if not (behind < len(tokens) and (tokens[behind].word or tokens[behind].type == "STRING")):
        return False
    if situation.block in DECLARING and vocabulary().first_of(written.split(" ")[0]) is None:
        return True
    following = _type(tokens, behind + 1)
    return following in HEADS or (following == "NAME" and str(tokens[behind + 1].value) in _joining())


@cache
def _joining() -> frozenset[str]:
    """The words that may stand behind the name of what is declared: `on deals`, `for each rep`, `under lead`."""
    keywords = (vocabulary().called(key) for key in ("on", "under", "for", "for_each", "from"))
    return frozenset(word.split(" ")[0] for keyword in keywords for word in keyword.english + keyword.chinese)


def _type(tokens: list[Token], index: int) -> str:
    return tokens[index].type if index < len(tokens) else "_END"
