/// The words for problems of advice.
extension Diagnostic {
  /// A declaration that nothing uses.
  static func unused(_ name: Name, _ zh: String, _ en: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unused, at: span,
      Phrase(zh: "\(zh) `\(name)` 没有用到", en: "the \(en) `\(name)` is not used"),
      hint: Phrase(zh: "该用的地方补上；不用就删去", en: "use it where it belongs, or delete it"))
  }

  /// A clause that no rule encodes.
  static func citationNotEncoded(_ name: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .citationNotEncoded, at: span,
      Phrase(zh: "没有规则依据条款 `\(name)`", en: "no rule rests on the clause `\(name)`"),
      hint: Phrase(
        zh: "在规则里写 `依据 \(name)`，或在这里写明 `不设规则 “理由”`",
        en: "write `依据 \(name)` in a rule, or `不设规则 “REASON”` here"))
  }

  /// A row of a table that no key reaches.
  static func rowNeverMatches(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .rowNeverMatches, at: span,
      Phrase(zh: "这一行永远不会用到", en: "this row never matches"),
      hint: Phrase(
        zh: "别的行已经包括了它，或者它在表头字段的 `范围` 之外", en: "other rows cover it, or it lies outside the `范围` of the key"))
  }

  /// A condition that no record can change.
  static func constantCondition(_ value: Bool, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .constantCondition, at: span,
      Phrase(
        zh: "按字段的 `范围`，这个条件\(value ? "总" : "总不")成立",
        en: "by the `范围` of its fields this condition \(value ? "always" : "never") holds"),
      hint: Phrase(zh: "核对数字、单位和 `范围`", en: "check the figure, the unit and the `范围`"))
  }

  /// A branch that is never taken.
  static func unreachable(at span: SourceSpan, behind condition: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unreachable, at: span,
      Phrase(zh: "前面的条件总成立，轮不到这个值", en: "a condition before always holds, so this value is never reached"),
      hint: Phrase(zh: "核对数字、单位和 `范围`", en: "check the figure, the unit and the `范围`"),
      related: Related(condition, Phrase(zh: "总成立的条件在这里", en: "the condition that always holds is here")))
  }

  /// A boundary that differs from the clause.
  static func boundaryDiffers(_ word: String, _ citation: Name, _ written: String, at span: SourceSpan)
    -> Diagnostic
  {
    Diagnostic(
      .boundaryDiffers, at: span,
      Phrase(
        zh: "条款 `\(citation)` 写的是 `\(word)`，这里却是 `\(written)`",
        en: "the clause `\(citation)` says `\(word)`, the rule says `\(written)`"),
      hint: Phrase(
        zh: "改成与条款一致的词；有意不同就写一行 `存疑`",
        en: "use the word of the clause, or record a `存疑` if the difference is meant"))
  }

  /// An exclusion of a negation.
  static func doubleNegation(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .doubleNegation, at: span,
      Phrase(zh: "`除非 非 …` 是双重否定", en: "`除非 非 …` is a double negation"),
      hint: Phrase(zh: "写成一行 `条件 …`，去掉 `非`", en: "write it as `条件 …` without the `非`"))
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
      Phrase(
        zh: "`\(field)` 既在 `条件` 又在 `金额` 里：`例外` 只替换金额，不免除条件",
        en: "`\(field)` stands in `条件` and in `金额`: `例外` replaces the amount only"),
      hint: Phrase(zh: "把这个比较移到 `金额 … 时 … 否则 不适用`", en: "move the comparison into `金额 … 时 … 否则 不适用`"))
  }

  /// Documents of different regions in one rule set.
  static func regionsDiffer(_ title: String, _ own: String, _ line: String, at span: SourceSpan) -> Diagnostic
  {
    Diagnostic(
      .regionsDiffer, at: span,
      Phrase(
        zh: "《\(title)》的地区 `\(own)` 与 `\(line)` 没有上下级关系",
        en: "《\(title)》 is of the region `\(own)`, which is neither above nor below `\(line)`"),
      hint: Phrase(zh: "不同地区的规则放在不同的文件夹", en: "keep the rules of different regions in different folders"))
  }
}
