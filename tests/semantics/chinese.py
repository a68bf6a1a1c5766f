"""The company of `marked.py` as a Chinese team writes it, for the examples of the Chinese pages."""

from __future__ import annotations

COMPANY = """
计划 p "计划" { 期间 2026-01-01 .. 2026-12-31; 时区 Asia/Shanghai; 日历 china; 币种 CNY }
角色 总监 "总监"
角色 经理 "经理" 隶属 总监
角色 主管 "主管" 隶属 经理
角色 代表 "代表" 隶属 主管
团队 公司 "公司" { 总监 陈立 }
团队 北区 "北区" 隶属 公司 { 经理 王敏; 主管 李强; 代表 张丽, 何军 }
团队 南区 "南区" 隶属 公司 { 经理 林涛; 代表 刘洋 从 2026-02-01 }

数据源 商机 "商机" {
  读取 "data/商机-*.csv"
  每行一个 商机号
  快照日期 文件日期
  商机号: 文本
  归属人: 人员
  阶段: 阶段[标准流程]
  金额: 金额
  折扣: 比率
  产品: 文本
  创建日: 日期
  成交日: 日期 可空
  决策人: 文本 可空
  已批: 是否
}
数据源 跟进 "跟进" {
  读取 "data/跟进-*.csv"
  事件时间 日期
  商机号: 文本
  日期: 日期
  跟进人: 人员
  方式: 文本
  用时: 数值 可空
}
流程 标准流程 "标准流程" 于 商机 {
  阶段 线索 "线索" -> 方案 "方案" -> 谈判 "谈判"
  赢单阶段 赢单 "赢单"
  输单阶段 输单 "输单" 任一阶段
}
指标 拜访量 "拜访量" = 计数(跟进 其中 方式 是 "拜访")
指标 签约额 "签约额" = 求和(商机.金额 其中 阶段 转入 赢单)
指标 赢单数 "赢单数" = 计数(商机 其中 阶段 转入 赢单)
指标 结单数 "结单数" = 赢单数 + 计数(商机 其中 阶段 转入 输单)
指标 赢单率 "赢单率" = 比率(赢单数, 结单数) 最少样本 8
指标 在途商机额 "在途商机额" = 求和(商机.金额 其中 在途)
目标 年度签约 "年度签约" { 衡量 签约额; 目标值 1亿元 截止 2026-12-31; 负责人 总监 }
目标 年度赢单率 "年度赢单率" { 衡量 赢单率; 目标值 40% 截止 2026-12-31; 负责人 总监 }
例会 周例会 "周例会" { 每周一 09:00; 议题 在途商机额, 拜访量; 参会 总监 }
"""
FILES = {
    "北区.plan": '指标 客户数 "客户数" = 拜访量 + 1\n',
    "南区.plan": '指标 客户数 "客户数" = 拜访量 + 2\n',
    "内部.plan": '内部 指标 底数 "底数" = 拜访量 + 3\n指标 总数 "总数" = 底数 + 1\n',
    "互用.plan": '使用 "main.plan"\n',
    "main.plan": "",
    "sales.kit": """
模块 kit "工具" (商机: 数据源, 下限: 数值 = 10)
指标 商机数 = 计数(商机 其中 在途)
指标 商机占比 = 比率(商机数, 商机数)
""",
    "sales.needs": """
模块 needs "所需" (电话: 数据源)
指标 电话量 = 计数(电话)
""",
    "sales.wins": """
模块 wins "赢单" (商机: 数据源, 大额: 金额 = 50万元)
指标 成交数 = 计数(商机 其中 阶段 转入 won)
指标 大单数 = 计数(商机 其中 金额 > 大额)
""",
    "sales.reads": """
模块 reads "加权" (商机: 数据源)
指标 加权额 = 求和(商机.赢面)
""",
}
"""Files and libraries that the examples use."""

PROCESS_WORDS = (
    "停留在",
    "累计停留在",
    "不得",
    "进入",
    "离开",
    "从",
    "至多",
    "通知",
    "阶段说明",
    "审批",
    "作废阶段",
)
CALLS = '数据源 电话 { 读取 "c.csv"; 事件时间 日期; 日期: 日期 }\n'


def in_place(snippet: str) -> str:
    """A snippet where it belongs: a whole plan by itself, rules inside the process of the company, the rest after it."""
    if snippet.startswith(("计划 p", "角色 r ")):
        return snippet
    before = COMPANY + (CALLS if "没有 电话" in snippet else "")
    if snippet.startswith(PROCESS_WORDS):
        return before.replace("输单阶段 输单", f"{snippet}\n  输单阶段 输单")
    return before + snippet
