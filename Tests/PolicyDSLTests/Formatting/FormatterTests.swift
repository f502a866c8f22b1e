import Testing

@testable import PolicyDSL

/// Returns the canonical form of a text that has no errors, and checks that it is a fixed point.
private func formatted(_ text: String, _ location: SourceLocation = #_sourceLocation) -> String {
  let file = SourceFile(path: "试.policy", text: text)
  let parsed = Parser.parse(file, index: 0)
  #expect(parsed.diagnostics.map(\.message.en) == [], "the example has errors", sourceLocation: location)
  let result = PolicyFormatter.format(file, parsed.product)
  #expect(reformatted(result) == result, "formatting again changes the text", sourceLocation: location)
  return result
}

private func reformatted(_ text: String) -> String {
  let file = SourceFile(path: "试.policy", text: text)
  return PolicyFormatter.format(file, Parser.parse(file, index: 0).product)
}

/// The condition of a 认定, written as `written`, in canonical form.
private func condition(_ written: String, _ location: SourceLocation = #_sourceLocation) -> String {
  let lines = formatted("认定 甲 每 户\n  条件 \(written)\n", location).split(separator: "\n")
  return String(lines[1].dropFirst("  条件 ".count))
}

@Suite("The formatter")
struct FormatterTests {
  struct Rewriting: Sendable, CustomTestStringConvertible {
    let rule: String
    let before: String
    let after: String
    var testDescription: String { rule }

    init(_ rule: String, _ before: String, _ after: String) {
      self.rule = rule
      self.before = before
      self.after = after
    }
  }

  // MARK: Within a line

  static let conditions: [Rewriting] = [
    Rewriting("brackets are full width", "(甲 或 乙)", "（甲 或 乙）"),
    Rewriting("no space stands inside brackets", "（ 甲 或 乙 ）", "（甲 或 乙）"),
    Rewriting("one space stands around brackets", "非（甲 或 乙）且（丙 或 丁）", "非 （甲 或 乙） 且 （丙 或 丁）"),
    Rewriting("brackets in brackets touch", "（ （ 甲 ） ）", "（（甲））"),
    Rewriting("several spaces become one", "甲　 且 \t 乙", "甲 且 乙"),
    Rewriting("operators are ASCII between spaces", "甲＋乙－丙×丁÷戊＝己", "甲 + 乙 - 丙 * 丁 / 戊 = 己"),
    Rewriting("comparisons are ASCII", "甲≥1", "甲 >= 1"),
    Rewriting("a comparison of two full-width characters is one", "甲＜＝1", "甲 <= 1"),
    Rewriting("`≠` is `!=`", "甲 ≠ 1", "甲 != 1"),
    Rewriting("words of comparison stay", "甲 不少于 1", "甲 不少于 1"),
    Rewriting("a word of comparison stands apart from its number", "甲 超过3%", "甲 超过 3%"),
    Rewriting("a word of comparison stands apart from the name", "甲超过3%", "甲 超过 3%"),
    Rewriting("a boundary word stands apart from the unit", "甲 50人以上", "甲 50人 以上"),
    Rewriting("a boundary word stands apart from the option", "等级 在 二级及以上", "等级 在 二级 及以上"),
    Rewriting("the ends of a range stand apart", "年龄在6至15岁", "年龄 在 6 至 15岁"),
    Rewriting("a unit touches its number", "甲 = 5 万元", "甲 = 5万元"),
    Rewriting("the parts of a unit touch", "甲 = 5 元／人・年", "甲 = 5元/人·年"),
    Rewriting("a division by a name keeps its spaces", "甲 = 5元 /人数", "甲 = 5元 / 人数"),
    Rewriting("a percent sign touches its number", "甲 = 5 ％", "甲 = 5%"),
    Rewriting("a permille sign touches its number", "甲 = 5 ‰", "甲 = 5‰"),
    Rewriting("the sign of a number touches it", "甲 在 － 5 至 - 3", "甲 在 -5 至 -3"),
    Rewriting("a subtraction has two spaces, also before a sign", "甲-乙 = 丙- -5", "甲 - 乙 = 丙 - -5"),
    Rewriting("digits are ASCII", "甲 = １２．５０", "甲 = 12.50"),
    Rewriting("separators of thousands stay", "甲 = ４，０００.5", "甲 = 4,000.5"),
    Rewriting("a date keeps its written form", "甲 早于 ２０２０年３月１日", "甲 早于 2020年3月1日"),
    Rewriting("a date with hyphens keeps its digits", "甲 早于 2020－3－1", "甲 早于 2020-3-1"),
    Rewriting("Latin letters are ASCII", "等级 为 Ａ级、ｘ＿1", "等级 为 A级、x_1"),
    Rewriting("a list has no spaces", "等级 为 甲 、 乙 、丙 等", "等级 为 甲、乙、丙 等"),
    Rewriting("a call touches its bracket", "周岁( 出生日期 ) = 6", "周岁（出生日期） = 6"),
    Rewriting("全部 touches its bracket", "全部( 甲、 乙 )", "全部（甲、乙）"),
    Rewriting("任一 touches its bracket", "任一（甲、乙）", "任一（甲、乙）"),
    Rewriting("满足 touches its bracket", "每个 成员 满足 （ 在校 ）", "每个 成员 满足（在校）"),
    Rewriting("至少 n 项 touches its bracket", "至少2 项 (甲、乙)", "至少 2项（甲、乙）"),
    Rewriting("rounding to digits", "四舍五入(甲 到2 位 按 亿元) = 5", "四舍五入（甲 到 2位 按 亿元） = 5"),
    Rewriting("rounding to a unit", "截尾（甲 * 5 * 乙 到 分） = 5", "截尾（甲 * 5 * 乙 到 分） = 5"),
    Rewriting(
      "a conditional in brackets", "人数 不足(深度贫困县 时 40名 否则 60名)", "人数 不足 （深度贫困县 时 40名 否则 60名）"),
    Rewriting("a clause identifier is one run", "甲 依据 D4－SOC－０７、外-01", "甲 依据 D4-SOC-07、外-01"),
  ]

  @Test("writes a condition in one way", arguments: conditions)
  func conditionsAreCanonical(_ example: Rewriting) {
    #expect(condition(example.before) == example.after)
  }

  static let files: [Rewriting] = [
    Rewriting("an entity stands apart from 每", "认定 甲 每户\n 条件 乙", "认定 甲 每 户\n  条件 乙\n"),
    Rewriting("a colon is full width and touches", "标准 甲 每 户\n 要求 乙 : 丙", "标准 甲 每 户\n  要求 乙：丙\n"),
    Rewriting(
      "ASCII quotation marks become Chinese ones", "测试 \"甲\"\n 评估日 2020-01-01",
      "测试 “甲”\n  评估日 2020-01-01\n"),
    Rewriting("corner brackets stay", "测试 「甲“乙”」", "测试 「甲“乙”」\n"),
    Rewriting("a quotation in ASCII marks takes corner brackets", "测试 \"甲“乙”\"", "测试 「甲“乙”」\n"),
    Rewriting("ASCII marks stay where nothing else fits", "测试 ＂“甲”「乙」＂", "测试 \"“甲”「乙」\"\n"),
    Rewriting("quoted text stays as it is", "测试 “Ａ  ( １ ) # 乙 ”", "测试 “Ａ  ( １ ) # 乙 ”\n"),
    Rewriting(
      "titles and free text stay as they are",
      "文档《甲 （Ａ） 》　简称\n 发文机关 四川省 (办公室)  、某局 \n　文号 川办〔２０１９〕４号",
      "文档 《甲 （Ａ） 》 简称\n  发文机关 四川省 (办公室)  、某局\n  文号 川办〔２０１９〕４号\n"),
    Rewriting(
      "places of clauses stay as they are", "条款 甲-1《乙》第１章 / （一）  1.“丙”存疑\"丁\"",
      "条款 甲-1 《乙》 第１章 / （一）  1. “丙” 存疑 “丁”\n"),
    Rewriting(
      "regions have no spaces", "文档 《甲》\n  地区 国家 / 四川省／凉山州", "文档 《甲》\n  地区 国家/四川省/凉山州\n"),
    Rewriting(
      "the types of an entity begin in one column",
      "实体 户\n 户编号 编号\n Ａ级户 是否\n 家庭年纯收入  元/年   范围  0以上  列“收入”  万元 敏感",
      "实体 户\n  户编号        编号\n  A级户         是否\n  家庭年纯收入  元/年 范围 0 以上 列 “收入” 万元 敏感\n"),
    Rewriting(
      "each entity has its own column", "实体 甲\n 一 编号\n实体 乙\n 一二三 编号\n 一 是否",
      "实体 甲\n  一  编号\n实体 乙\n  一二三  编号\n  一      是否\n"),
  ]

  @Test("writes a declaration in one way", arguments: files)
  func filesAreCanonical(_ example: Rewriting) {
    #expect(formatted(example.before) == example.after)
  }

  // MARK: Lines

  static let lines: [Rewriting] = [
    Rewriting(
      "indents clauses by two and what continues them by six",
      "认定 甲 每 户\n\t条件 乙\n 且 丙 且\n　　　　丁",
      "认定 甲 每 户\n  条件 乙\n      且 丙 且\n      丁\n"),
    Rewriting(
      "keeps the line breaks inside brackets", "认定 甲 每 户\n  条件 （\n 乙\n   或 丙\n )",
      "认定 甲 每 户\n  条件 （\n      乙\n      或 丙\n      ）\n"),
    Rewriting(
      "keeps the line breaks of a head", "指标 甲 每 户 元 =\n 乙 时 1元\n 否则 2元",
      "指标 甲 每 户 元 =\n      乙 时 1元\n      否则 2元\n"),
    Rewriting(
      "makes one blank line of several and drops those at the ends",
      "\n \n选项 甲 一、二\n\n　\n\n选项 乙 一、二\n\n\n", "选项 甲 一、二\n\n选项 乙 一、二\n"),
    Rewriting("adds no blank line", "选项 甲 一、二\n选项 乙 一、二", "选项 甲 一、二\n选项 乙 一、二\n"),
    Rewriting("drops blanks at the ends of lines", "选项 甲 一、二 \t　\n", "选项 甲 一、二\n"),
    Rewriting("ends lines with LF: CRLF", "认定 甲 每 户\r\n 条件 乙\r\n\r\n", "认定 甲 每 户\n  条件 乙\n"),
    Rewriting("ends lines with LF: CR", "认定 甲 每 户\r 条件 乙\r\r", "认定 甲 每 户\n  条件 乙\n"),
    Rewriting("drops a byte-order mark", "\u{FEFF}选项 甲 一、二", "选项 甲 一、二\n"),
    Rewriting("leaves an empty file empty", "", ""),
    Rewriting("leaves nothing of a file of blanks", "\u{FEFF}\r\n　\n\t", ""),
  ]

  @Test("keeps the lines of the author", arguments: lines)
  func linesAreKept(_ example: Rewriting) {
    #expect(formatted(example.before) == example.after)
  }

  // MARK: Tables

  @Test("gives every row a line and pads the cells by their width on the screen")
  func tablesAreAligned() {
    let before = """
      补贴 甲 每 人
        金额 查表|残疾等级|Ａge|金额|
       |一级、二级|6至15岁|不低于80元/人·月|
        ｜ 其余  | 其余 |不适用|

      """
    #expect(
      formatted(before) == """
        补贴 甲 每 人
          金额 查表
            | 残疾等级   | Age       | 金额              |
            | 一级、二级 | 6 至 15岁 | 不低于 80元/人·月 |
            | 其余       | 其余      | 不适用            |

        """)
  }

  @Test("keeps the data of a test as it is, and its blanks too")
  func dataIsKept() {
    let before = """
      测试 "甲"
        评估日 2020-01-01
        给定 户 | Ｈ编号 |住房  等级|
          | Ａ (1) |Ａ级、 "乙"  |
          || 5  万|
        期望 户|Ｈ编号|户脱贫  的 达标项|
          |Ａ (1)|待核实 在 5 万元 至6万元 缺 甲 、乙|
        期望 户 Ａ－ 1 的  户脱贫=达标

      """
    #expect(
      formatted(before) == """
        测试 “甲”
          评估日 2020-01-01
          给定 户
            | H编号  | 住房  等级  |
            | Ａ (1) | Ａ级、 "乙" |
            |        | 5  万       |
          期望 户
            | H编号  | 户脱贫 的 达标项                   |
            | Ａ (1) | 待核实 在 5万元 至 6万元 缺 甲、乙 |
          期望 户 Ａ－ 1 的 户脱贫 = 达标

        """)
  }

  @Test("aligns every table for itself")
  func tablesAreIndependent() {
    let text = """
      参数 甲 元 按 类型
        自 2020-01-01 至 2020-06-30 依据 乙-1
          | 类型 | 值     |
          | 一   | 未公布 |
        自 2020-07-01 长期
          | 类型   | 值 |
          | 一、二 | 5  |

      """
    #expect(formatted(text) == text)
  }

  // MARK: Comments

  @Test("keeps comments before, behind, inside and after everything")
  func commentsAreKept() {
    let before = """
      ＃ 文件说明 ＃＃
      #! 原样  (保留)　
      # 说明甲
      认定 甲 每 户 # 头
      # 说明乙
        # 说明丙
        条件 乙# 一
       # 二
          且（丙   # 三
      # 四
       或 丁） #
        存疑 “#不是注释” # 五
          # 六

      补贴 丙 每 人
       金额 查表 # 七
      # 八
        | 甲 | 金额 | # 九
       # 十
        | 其余 | 5元 |
         # 十一
      # 十二
      """
    #expect(
      formatted(before) == """
        # 文件说明 ＃＃
        #! 原样  (保留)
        # 说明甲
        认定 甲 每 户  # 头
          # 说明乙
          # 说明丙
          条件 乙  # 一
              # 二
              且 （丙  # 三
              # 四
              或 丁）  #
          存疑 “#不是注释”  # 五
          # 六

        补贴 丙 每 人
          金额 查表  # 七
            # 八
            | 甲   | 金额 |  # 九
            # 十
            | 其余 | 5元  |
            # 十一
        # 十二

        """)
  }

  @Test("moves the comment of a clause with the row that began behind it")
  func commentMovesWithTheRow() {
    let before = "测试 “甲”\n  给定 户 | 编号 | # 一\n    | 1 | # 二\n# 三"
    #expect(
      formatted(before) == "测试 “甲”\n  给定 户\n    | 编号 |  # 一\n    | 1    |  # 二\n# 三\n")
  }

  @Test("keeps a file of comments only")
  func onlyComments() {
    #expect(formatted("  # 甲\n\n# 乙") == "# 甲\n\n# 乙\n")
  }

  // MARK: Files with errors

  @Test(
    "loses nothing of a line that cannot be read",
    arguments: [
      "认定 甲 每 户\n   条件  乙 ，，； 丙  # 丁\n",
      "认定 甲 每 户\n  条件 “没有结束\n",
      "认定 甲 每 户\n  条件 \"没有结束\n",
      "《没有结束  。\n",
      "补贴 甲 每 人\n  金额 查表\n    | 甲 | 乙\n",
      "  条件 乙\n",
      "| 甲 |\n",
      "认定 甲 每 户\n  条件 （乙\n  条件 丙\n",
    ])
  func errorsAreKept(_ text: String) {
    let result = reformatted(text)
    #expect(result.filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace })
    #expect(reformatted(result) == result)
  }
}

@Suite("Edits of a file")
struct TextEditTests {
  private func apply(_ edits: [(Range<Int>, String)], to text: String) -> String {
    let edits = edits.map {
      TextEdit(SourceSpan(file: 0, lower: $0.0.lowerBound, upper: $0.0.upperBound), $0.1)
    }
    let file = PolicyFormatter.apply(edits, to: SourceFile(path: "甲/乙.policy", text: text))
    #expect(file.path == "甲/乙.policy")
    return String(decoding: file.bytes, as: UTF8.self)
  }

  @Test("are made in the order of the file, whatever their own order")
  func order() {
    #expect(apply([(4..<5, "E"), (0..<1, ""), (2..<2, "··")], to: "abcde") == "b··cdE")
  }

  @Test("that overlap an earlier one are passed over")
  func overlaps() {
    #expect(apply([(0..<3, "x"), (2..<4, "y"), (3..<4, "z")], to: "abcde") == "xze")
  }

  @Test("that insert at one place are made once")
  func insertions() {
    #expect(apply([(1..<1, "x"), (1..<1, "y"), (1..<2, "B")], to: "abc") == "axBc")
  }

  @Test("that lie beyond the end are passed over")
  func beyondTheEnd() {
    #expect(apply([(2..<9, "x")], to: "abc") == "abc")
    #expect(apply([(3..<3, "x")], to: "abc") == "abcx")
    #expect(apply([], to: "abc") == "abc")
  }
}
