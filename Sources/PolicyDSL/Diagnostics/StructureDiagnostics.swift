/// The words for problems of periods, tables, circles, citations and tests.
extension Diagnostic {
  /// A period whose ends are reversed.
  static func reversedPeriod(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .reversedPeriod, at: span,
      Phrase(zh: "结束的日期早于开始的日期", en: "the period ends before it begins"))
  }

  /// A parameter without any period.
  static func parameterWithoutEntry(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .parameterWithoutEntry, at: name.span,
      Phrase(zh: "参数 `\(name.name)` 没有值", en: "the parameter `\(name.name)` has no value"),
      hint: Phrase(
        zh: "加一行 `自 2020-01-01 至 2020-12-31 …`；原文没有给出数的，写 `未公布`",
        en: "add `自 2020-01-01 至 2020-12-31 …`; where the text gives no figure, `未公布`"))
  }

  /// A last period without an end.
  static func lastEntryWithoutEnd(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .lastEntryWithoutEnd, at: span,
      Phrase(zh: "最后一个时段没有写到哪一天为止", en: "the last period does not say when it ends"),
      hint: Phrase(zh: "写 `至 日期`，或 `长期`", en: "write `至 DATE` or `长期`"))
  }

  /// Periods of a parameter out of order.
  static func entriesOutOfOrder(at span: SourceSpan, before: SourceSpan) -> Diagnostic {
    Diagnostic(
      .entriesOutOfOrder, at: span,
      Phrase(zh: "时段没有按先后排列", en: "the periods are not in order"),
      hint: Phrase(zh: "从早到晚排列", en: "put the earliest first"),
      related: Related(before, Phrase(zh: "前一个时段在这里", en: "the period before is here")))
  }

  /// Two values of a parameter on one day.
  static func periodsOverlap(from day: CalendarDate, at span: SourceSpan, before: SourceSpan) -> Diagnostic {
    Diagnostic(
      .periodsOverlap, at: span,
      Phrase(zh: "从 \(day) 起与前一个时段重叠", en: "this overlaps the period before from \(day)"),
      hint: Phrase(
        zh: "前一个时段写到 `至 \(day.previous)` 为止", en: "end the period before with `至 \(day.previous)`"),
      related: Related(before, Phrase(zh: "前一个时段在这里", en: "the period before is here")))
  }

  /// Days between two periods without a value.
  static func periodGap(
    from first: CalendarDate, to last: CalendarDate, at span: SourceSpan, before: SourceSpan
  ) -> Diagnostic {
    let message =
      first == last
      ? Phrase(zh: "\(first) 这一天没有值", en: "there is no value for \(first)")
      : Phrase(zh: "\(first) 至 \(last) 没有值", en: "there is no value from \(first) to \(last)")
    return Diagnostic(
      .periodGap, at: span, message,
      hint: Phrase(
        zh: "核对日期；这一段原文没有给出数的，加一行 `自 \(first) 至 \(last) 未公布`",
        en: "check the dates; where the text gives no figure, add `自 \(first) 至 \(last) 未公布`"),
      related: Related(before, Phrase(zh: "前一个时段在这里", en: "the period before is here")))
  }

  /// A period without a value.
  static func entryWithoutValue(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .entryWithoutValue, at: span,
      Phrase(zh: "这个时段没有值", en: "this period has no value"),
      hint: Phrase(zh: "写上数；原文没有给出数的，写 `未公布`", en: "write the figure; where the text gives none, `未公布`"))
  }

  /// A value beside the table of a keyed parameter.
  static func valueBesideTable(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .valueBesideTable, at: span,
      Phrase(zh: "带 `按` 的参数，值写在下面的表里", en: "a parameter with `按` has its values in the table below"),
      hint: Phrase(zh: "这一行不写值", en: "leave the value out of this line"))
  }

  /// A keyed period without rows.
  static func keyedEntryWithoutTable(_ keys: [Name], at span: SourceSpan) -> Diagnostic {
    let head = tableHead(keys)
    return Diagnostic(
      .keyedEntryWithoutTable, at: span,
      Phrase(zh: "带 `按` 的参数，每个时段下面要有表", en: "each period of a parameter with `按` needs a table"),
      hint: Phrase(
        zh: "下面先写表头 `\(head)`，再一行一档", en: "below it comes the head `\(head)`, then one row for each case"))
  }

  /// A table at a parameter without keys.
  static func tableWithoutKeys(_ name: Name, heads: [Name], at span: SourceSpan) -> Diagnostic {
    let keys = heads.map(\.text).joined(separator: "、")
    return Diagnostic(
      .tableWithoutKeys, at: span,
      Phrase(zh: "参数 `\(name)` 没有 `按`，不能带表", en: "the parameter `\(name)` has no `按`, so it takes no table"),
      hint: Phrase(
        zh: "在 `参数 \(name)` 那一行写上 `按 \(keys)`", en: "add `按 \(keys)` to the line `参数 \(name)`"))
  }

  /// A head that is not the keys of its parameter.
  static func tableHeads(_ keys: [Name], at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tableHeads, at: span,
      Phrase(
        zh: "表头与 `按` 后面的选项不同", en: "the head of the table does not name the option sets behind `按`"),
      hint: Phrase(zh: "写作 `\(tableHead(keys))`", en: "write `\(tableHead(keys))`"))
  }

  /// The head of the table of a parameter.
  private static func tableHead(_ keys: [Name]) -> String {
    "| " + keys.map { "\($0) | " }.joined() + "值 |"
  }

  /// A combination of keys without a row.
  ///
  /// - Parameters:
  ///   - keys: How many columns the head has before the last.
  ///   - isParameter: Whether the table gives the values of a 参数.
  static func tableGap(_ point: Phrase, keys: Int, isParameter: Bool, at span: SourceSpan) -> Diagnostic {
    let rest = "| " + String(repeating: "其余 | ", count: keys)
    return Diagnostic(
      .tableGap, at: span,
      Phrase(zh: "表里没有 \(point.zh) 的一行", en: "the table has no row for \(point.en)"),
      hint: isParameter
        ? Phrase(
          zh: "补上一行；原文没有给出数的，值写 `未公布`", en: "add a row; where the text gives no figure, its value is `未公布`")
        : Phrase(
          zh: "补上一行；其余情形都不适用的，末行写 `\(rest)不适用 |`",
          en: "add a row; if nothing applies in all other cases, end with `\(rest)不适用 |`"))
  }

  /// A combination of keys in two rows.
  static func tableOverlap(_ point: Phrase, at span: SourceSpan, first: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tableOverlap, at: span,
      Phrase(zh: "\(point.zh) 同时落在两行里", en: "two rows match \(point.en)"),
      hint: Phrase(zh: "改其中一行，使每种情形只落在一行里", en: "change one of them so that each case matches one row"),
      related: Related(first, Phrase(zh: "前一行在这里", en: "the first row is here")))
  }

  /// A table too large to be checked.
  static func tableTooLarge(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tableTooLarge, at: span,
      Phrase(
        zh: "这张表的组合超过 \(TableCoverage.mostCombinations) 个",
        en: "this table has more than \(TableCoverage.mostCombinations) combinations"),
      hint: Phrase(zh: "分成几张表，各写成一个 `指标`", en: "split it into several tables, each a `指标`"))
  }

  /// 其余 above other rows.
  static func restNotLast(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .restNotLast, at: span,
      Phrase(zh: "`其余` 只能是最后一行", en: "`其余` must be the last row"),
      hint: Phrase(zh: "把这一行移到表末", en: "move this row to the end of the table"))
  }

  /// 其余 in some keys of a row.
  static func restInOneCell(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .restInOneCell, at: span,
      Phrase(zh: "写 `其余` 的一行，除末格外每格都要写 `其余`", en: "a row with `其余` has it in every cell but the last"),
      hint: Phrase(zh: "只是这一列不限，写 `任意`", en: "write `任意` where only this column is left open"))
  }

  /// A cell that does not fit its key.
  static func patternDoesNotFit(_ wanted: Phrase, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .patternDoesNotFit, at: span,
      Phrase(
        zh: "这一格应是\(wanted.zh.hasPrefix("`") ? " " : "")\(wanted.zh)", en: "this cell should be \(wanted.en)")
    )
  }

  /// Rules that need each other.
  static func cycle(_ circle: [(entity: Name, rule: Identifier)]) -> Diagnostic {
    let path = (circle + [circle[0]]).map { "\($0.entity) 的 \($0.rule.name)" }.joined(separator: " → ")
    let message =
      circle.count == 1
      ? Phrase(zh: "规则引用了自己：`\(path)`", en: "a rule uses itself: `\(path)`")
      : Phrase(zh: "规则互相引用，成了一圈：`\(path)`", en: "rules use each other in a circle: `\(path)`")
    return Diagnostic(
      .cycle, at: circle[0].rule.span, message,
      hint: Phrase(zh: "去掉其中一处引用", en: "remove one of the references"))
  }

  /// A clause of a document that is not declared.
  static func unknownDocument(_ name: String, at span: SourceSpan, among known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownDocument, at: span,
      Phrase(zh: "没有声明文档 `\(name)`", en: "there is no document `\(name)`"),
      hint: didYouMean(name, among: known) ?? oneOf(known.sorted())
        ?? Phrase(zh: "用 `文档 《标题》 \(name)` 声明它", en: "declare it with `文档 《TITLE》 \(name)`"))
  }

  /// A citation of a clause that is not declared.
  static func unknownCitation(_ name: Identifier, among known: [String]) -> Diagnostic {
    let near = NearestName.of(name.name.text, among: known)
    let hint =
      near.map { Phrase(zh: "是不是 `\($0)`？", en: "did you mean `\($0)`?") }
      ?? Phrase(
        zh: "用 `条款 \(name.name) 文档 位置 “关键词句”` 声明它",
        en: "declare it with `条款 \(name.name) DOCUMENT PLACE “PHRASE”`")
    return Diagnostic(
      .unknownCitation, at: name.span,
      Phrase(zh: "没有声明条款 `\(name.name)`", en: "there is no clause `\(name.name)`"),
      hint: hint)
  }

  /// A rule on a clause that is said to have none.
  static func citationWithoutRule(_ name: Identifier, declared: SourceSpan) -> Diagnostic {
    Diagnostic(
      .citationWithoutRule, at: name.span,
      Phrase(
        zh: "条款 `\(name.name)` 写明不设规则，这里却依据它", en: "the clause `\(name.name)` says that no rule encodes it"),
      hint: Phrase(
        zh: "删去条款下面的 `不设规则`，或者改这里的依据", en: "delete `不设规则` below the clause, or cite another clause here"),
      related: Related(declared, Phrase(zh: "声明在这里", en: "it is declared here")))
  }

  /// A quotation longer than a key phrase.
  static func longKeyPhrase(_ count: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .longKeyPhrase, at: span,
      Phrase(
        zh: "关键词句最多 30 个字，这里有 \(count) 个", en: "a key phrase has at most 30 characters, this one has \(count)"
      ),
      hint: Phrase(zh: "只留数字和关键词", en: "keep the figures and the key words"))
  }

  /// A test without a date.
  static func testWithoutDate(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .testWithoutDate, at: span,
      Phrase(zh: "测试没有写 `评估日`", en: "the test has no `评估日`"),
      hint: Phrase(zh: "加一行 `评估日 2020-12-31`", en: "add a line `评估日 2020-12-31`"))
  }

  /// A test that expects nothing.
  static func testWithoutExpectation(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .testWithoutExpectation, at: span,
      Phrase(zh: "测试没有写 `期望`", en: "the test has no `期望`"),
      hint: Phrase(zh: "加一行 `期望 户 H1 的 户脱贫 = 达标` 这样的子句", en: "add a clause such as `期望 户 H1 的 户脱贫 = 达标`"))
  }

  /// A column for a group.
  static func groupColumn(_ name: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .groupColumn, at: span,
      Phrase(zh: "`\(name)` 是一组记录，没有列", en: "`\(name)` is a group and has no column"),
      hint: Phrase(
        zh: "成员写在自己的 `给定` 里，用 `属于` 的字段指回来", en: "give the members a `给定` of their own with their `属于` field"))
  }

  /// Given records without keys.
  static func givenWithoutKey(_ key: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .givenWithoutKey, at: span,
      Phrase(zh: "`给定` 缺少编号一列 `\(key)`", en: "`给定` lacks the key column `\(key)`"))
  }

  /// An expected outcome that the rule never has.
  static func outcomeDoesNotFit(_ rule: Name, _ possible: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .outcomeDoesNotFit, at: span,
      Phrase(zh: "`\(rule)` 不会有这样的结论", en: "`\(rule)` cannot have this outcome"),
      hint: Phrase(zh: "可以是 \(possible)", en: "it can be \(possible)"))
  }
}
