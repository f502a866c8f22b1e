/// The words for problems of advice.
extension Diagnostic {
  /// A declaration that nothing uses.
  static func unused(_ name: Name, _ zh: String, _ en: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unused, at: span,
      Phrase(zh: "\(zh) `\(name)` 没有用到", en: "the \(en) `\(name)` is not used"))
  }

  /// A clause that no rule encodes.
  static func citationNotEncoded(_ name: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .citationNotEncoded, at: span,
      Phrase(zh: "没有规则依据条款 `\(name)`", en: "no rule rests on the clause `\(name)`"),
      hint: Phrase(zh: "在规则里写 `依据 \(name)`，或在这里写明 `不设规则 “原因”`", en: "write `依据 \(name)` in a rule, or `不设规则 “REASON”` here"))
  }

  /// A row of a table that no key reaches.
  static func rowNeverMatches(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .rowNeverMatches, at: span,
      Phrase(zh: "这一行永远不会用到", en: "this row never matches"))
  }

  /// A condition that no record can change.
  static func constantCondition(_ value: Bool, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .constantCondition, at: span,
      Phrase(zh: "按字段的 `范围`，这个条件总是\(value ? "是" : "否")", en: "by the `范围` of its fields this condition always holds\(value ? "" : " not")"),
      hint: Phrase(zh: "核对数字、单位和 `范围`", en: "check the figure, the unit and the `范围`"))
  }

  /// A branch that is never taken.
  static func unreachable(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unreachable, at: span,
      Phrase(zh: "前面的条件总成立，这一支不会用到", en: "a condition before always holds, so this is never reached"))
  }

  /// A boundary that differs from the clause.
  static func boundaryDiffers(_ word: String, _ citation: Name, _ comparison: Comparison, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .boundaryDiffers, at: span,
      Phrase(zh: "条款 `\(citation)` 写的是 `\(word)`，这里却是 `\(comparison.symbol)`", en: "the clause `\(citation)` says `\(word)`, the rule says `\(comparison.symbol)`"),
      hint: Phrase(zh: "改成与条款一致的词；有意不同就写一行 `存疑`", en: "use the word of the clause, or record a `存疑` if the difference is meant"))
  }

  /// An exclusion of a negation.
  static func doubleNegation(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .doubleNegation, at: span,
      Phrase(zh: "`除非 非 …` 就是 `条件 …`", en: "`除非 非 …` is `条件 …`"),
      hint: Phrase(zh: "改写成一行 `条件`", en: "write it as a `条件`"))
  }

  /// A rule that uses one with another period.
  static func periodsDiffer(_ rule: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .periodsDiffer, at: span,
      Phrase(zh: "`\(rule)` 的有效期不覆盖本规则的有效期", en: "`\(rule)` is not in force on all days of this rule"),
      hint: Phrase(zh: "核对两者的 `有效期` 或所依据的文档", en: "check the `有效期` of both, or the documents they rest on"))
  }

  /// A condition that an exception was probably meant to lift.
  static func conditionAlsoInAmount(_ field: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .conditionAlsoInAmount, at: span,
      Phrase(zh: "`\(field)` 既在 `条件` 又在 `金额` 里：`例外` 只替换金额，不免除条件", en: "`\(field)` stands in `条件` and in `金额`: `例外` replaces the amount only"),
      hint: Phrase(zh: "把这个比较移到 `金额 … 时 … 否则 不适用`", en: "move the comparison into `金额 … 时 … 否则 不适用`"))
  }

  /// Documents of different regions in one rule set.
  static func regionsDiffer(_ title: String, _ line: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .regionsDiffer, at: span,
      Phrase(zh: "《\(title)》的地区不在 \(line) 一线", en: "《\(title)》 is of a region outside \(line)"),
      hint: Phrase(zh: "不同地区的规则放在不同的文件夹", en: "keep the rules of different regions in different folders"))
  }
}
