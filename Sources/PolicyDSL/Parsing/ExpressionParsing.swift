/// Expressions: `logic [时 logic [否则 expr]]` and what they are made of.
extension Parser {
  /// The words that are functions where a bracket follows.
  static let functions = ["计数", "合计", "平均", "最大", "最小", "占比", "周岁", "年份", "四舍五入", "截尾", "全部", "任一"]

  /// Words that may follow a number and are never its unit.
  static let attributeWords: Set<String> = ["范围", "小数", "列", "空为", "敏感", "缺", "按", "到"]

  mutating func expression() throws(Failure) -> ExpressionSyntax {
    try nested { parser throws(Failure) in
      let start = parser.cursor
      var arms: [ConditionalArmSyntax] = []
      var otherwise: ExpressionSyntax?
      var value = try parser.logic()
      while parser.take(.when) {
        let result = try parser.logic()
        arms.append(ConditionalArmSyntax(condition: value, value: result))
        try parser.checkChain(arms.count)
        guard parser.take(.otherwise) else {
          return .conditional(arms, otherwise: nil, parser.span(from: start))
        }
        value = try parser.logic()
        otherwise = value
      }
      return arms.isEmpty ? value : .conditional(arms, otherwise: otherwise, parser.span(from: start))
    }
  }

  /// A chain of 且 or of 或, never of both.
  mutating func logic() throws(Failure) -> ExpressionSyntax {
    let start = cursor
    var operands = [try unary()]
    var connective: Keyword?
    while let next = takeConnective() {
      let place = tokens[cursor - 1].span
      if let connective, next != connective {
        let whole = try skippingRest(of: operands.count)
        throw fail(.mixedConnectives(at: place, in: span(from: start).joined(with: whole)))
      }
      connective = next
      operands.append(try unary())
      try checkChain(operands.count)
    }
    switch connective {
    case .and?: return .all(operands, span(from: start))
    case .or?: return .any(operands, span(from: start))
    default: return operands[0]
    }
  }

  private mutating func takeConnective() -> Keyword? {
    if take(.and) { return .and }
    if take(.or) { return .or }
    return nil
  }

  /// Reads on behind a mixed connective so that an error there is reported too.
  private mutating func skippingRest(of count: Int) throws(Failure) -> SourceSpan {
    let start = cursor
    var total = count
    repeat {
      _ = try unary()
      total += 1
      try checkChain(total)
    } while takeConnective() != nil
    return span(from: start)
  }

  private mutating func unary() throws(Failure) -> ExpressionSyntax {
    let start = cursor
    guard take(.not) else { return try compare() }
    let operand = try nested { parser throws(Failure) in try parser.unary() }
    return .not(operand, span(from: start))
  }

  private mutating func compare() throws(Failure) -> ExpressionSyntax {
    let start = cursor
    let left = try sum()
    switch token {
    case .symbol(let symbol)?:
      guard let comparison = symbol.comparison else { return left }
      cursor += 1
      let right = try sum()
      return .comparison(left, comparison, right, wording: symbol.rawValue, span(from: start))
    case .comparison(let comparison, let word)?:
      cursor += 1
      let right = try sum()
      return .comparison(left, comparison, right, wording: word, span(from: start))
    case .keyword(.isOneOf)?, .keyword(.isNoneOf)?:
      let isNegated = token == .keyword(.isNoneOf)
      cursor += 1
      switch token {
      case .keyword(.yes)?, .keyword(.no)?:
        let isNot = (token == .keyword(.no)) != isNegated
        throw fail(.membershipOfTruth(file.text(left.span), isNot: isNot, at: here))
      case .number?, .date?: throw fail(.membershipOfNumber(file.text(here), at: here))
      default: break
      }
      let options = try identifiers(Phrase(zh: "选项", en: "an option"))
      let isOpen = take(.andOthers)
      return .membership(
        MembershipSyntax(
          operand: left, isNegated: isNegated, options: options, isOpen: isOpen, span: span(from: start)))
    case .keyword(.within)?:
      cursor += 1
      let lower = try sum()
      if take(.through) {
        let upper = try sum()
        return .between(left, lower, upper, span(from: start))
      }
      return try bounded(left, lower, from: start)
    case .number?:
      let bound = try literal()
      return try bounded(left, .literal(bound), from: start)
    default: return left
    }
  }

  /// `50人 以上` behind a quantity.
  private mutating func bounded(
    _ left: ExpressionSyntax, _ bound: ExpressionSyntax, from start: Int
  ) throws(Failure) -> ExpressionSyntax {
    guard case .boundary(let comparison, let word)? = token else {
      if case .word(let name)? = token,
        ["以前", "以后", "之前", "之后", "前", "后"].contains(name.text)
      {
        throw fail(.unclearBoundary(name, at: here))
      }
      throw unexpected(
        Phrase(zh: "`以上`、`以下` 一类的词，或 `至`", en: "a word like `以上` or `以下`, or `至`"))
    }
    cursor += 1
    return .comparison(left, comparison, bound, wording: word, span(from: start))
  }

  mutating func sum() throws(Failure) -> ExpressionSyntax {
    let start = cursor
    var terms = [SumTermSyntax(isSubtracted: false, term: try product())]
    while true {
      let isSubtracted: Bool
      if take(.plus) { isSubtracted = false } else if take(.minus) { isSubtracted = true } else { break }
      terms.append(SumTermSyntax(isSubtracted: isSubtracted, term: try product()))
      try checkChain(terms.count)
    }
    return terms.count == 1 ? terms[0].term : .sum(terms, span(from: start))
  }

  private mutating func product() throws(Failure) -> ExpressionSyntax {
    let start = cursor
    var factors = [FactorSyntax(isDivisor: false, factor: try primary())]
    while true {
      let isDivisor: Bool
      if take(.times) { isDivisor = false } else if take(.over) { isDivisor = true } else { break }
      factors.append(FactorSyntax(isDivisor: isDivisor, factor: try primary()))
      try checkChain(factors.count)
    }
    return factors.count == 1 ? factors[0].factor : .product(factors, span(from: start))
  }

  private mutating func primary() throws(Failure) -> ExpressionSyntax {
    let start = cursor
    switch token {
    case .number?, .symbol(.minus)?: return .literal(try literal())
    case .date?: return .date(try date())
    case .symbol(.open)?:
      cursor += 1
      let inner = try expression()
      try expect(.close, Phrase(zh: "`）`", en: "`）`"))
      return inner
    case .keyword(let keyword)?: return try primary(keyword, from: start)
    case .word(let name)?:
      if let next = token(ahead: 1), next.kind == .symbol(.open), !next.isSpaced {
        return try call(name.text, from: start)
      }
      return .path(try path())
    case .comparison(.atLeast, "至少")?:
      cursor += 1
      return try atLeastItems(from: start)
    case .later(let word)?:
      throw fail(
        .reservedWord(word, at: here, Phrase(zh: "数、名称或条件", en: "a number, a name or a condition")))
    default:
      throw unexpected(Phrase(zh: "数、名称或条件", en: "a number, a name or a condition"))
    }
  }

  private mutating func primary(_ keyword: Keyword, from start: Int) throws(Failure) -> ExpressionSyntax {
    switch keyword {
    case .yes, .no:
      cursor += 1
      return .truth(keyword == .yes, span(from: start))
    case .notApplicable:
      cursor += 1
      return .notApplicable(span(from: start))
    case .assessmentDate:
      cursor += 1
      return .assessmentDate(span(from: start))
    case .assessmentYear:
      cursor += 1
      return .assessmentYear(span(from: start))
    case .every, .exists:
      cursor += 1
      return try quantifier(isUniversal: keyword == .every, from: start)
    default:
      throw fail(
        .reservedWord(
          keyword.rawValue, at: here, Phrase(zh: "数、名称或条件", en: "a number, a name or a condition")))
    }
  }

  /// A number with its sign and its unit.
  mutating func literal() throws(Failure) -> LiteralSyntax {
    let start = cursor
    let isNegative = take(.minus)
    if isNegative { attach() }
    let number = try number()
    let unit = try optionalUnit()
    return LiteralSyntax(
      value: isNegative ? number.value.negated : number.value, text: number.text, unit: unit,
      span: span(from: start))
  }

  /// The unit behind a number, if one stands there.
  private mutating func optionalUnit() throws(Failure) -> UnitSyntax? {
    switch token {
    case .symbol(.percent)?, .symbol(.permille)?: break
    case .word(let name)? where !Self.attributeWords.contains(name.text): break
    default: return nil
    }
    attach()
    return try unit()
  }

  /// `元/人·年`: a run of words without spaces; behind the first `/` all is denominator.
  mutating func unit() throws(Failure) -> UnitSyntax {
    let start = cursor
    if take(.percent) || take(.permille) {
      let sign = Name(tokens[start].kind == .symbol(.percent) ? "%" : "‰")
      return UnitSyntax(
        numerator: [Identifier(name: sign, span: span(from: start))], denominator: [],
        span: span(from: start))
    }
    var numerator = [try unitWord()]
    var denominator: [Identifier] = []
    var isBelow = false
    while let next = token(ahead: 0), !next.isSpaced,
      next.kind == .symbol(.dot) || next.kind == .symbol(.over),
      let word = token(ahead: 1), !word.isSpaced, case .word = word.kind
    {
      isBelow = isBelow || next.kind == .symbol(.over)
      attach()
      cursor += 1
      attach()
      let word = try unitWord()
      if isBelow { denominator.append(word) } else { numerator.append(word) }
      try checkChain(numerator.count + denominator.count)
    }
    return UnitSyntax(numerator: numerator, denominator: denominator, span: span(from: start))
  }

  private mutating func unitWord() throws(Failure) -> Identifier {
    guard case .word(let name)? = token else {
      throw unexpected(Phrase(zh: "单位", en: "a unit"))
    }
    cursor += 1
    return Identifier(name: name, span: tokens[cursor - 1].span)
  }

  mutating func path() throws(Failure) -> PathSyntax {
    let start = cursor
    var names = [try identifier(Phrase(zh: "名称", en: "a name"))]
    while take(.of) {
      names.append(try identifier(Phrase(zh: "`的` 后面的名称", en: "a name behind `的`")))
      try checkChain(names.count)
    }
    return PathSyntax(names: names, span: span(from: start))
  }

  // MARK: Calls

  private mutating func call(_ name: String, from start: Int) throws(Failure) -> ExpressionSyntax {
    let identifier = Identifier(name: Name(name), span: tokens[cursor].span)
    cursor += 1
    attach()
    cursor += 1  // the bracket
    return try nested { parser throws(Failure) in
      switch name {
      case "周岁", "年份":
        let operand = try parser.sum()
        try parser.close()
        return name == "周岁"
          ? .age(operand, parser.span(from: start)) : .year(operand, parser.span(from: start))
      case "四舍五入", "截尾":
        let operand = try parser.sum()
        let target = try parser.roundingTarget()
        try parser.close()
        let rule: Rounding = name == "四舍五入" ? .halfUp : .towardZero
        return .rounded(rule, operand, target, parser.span(from: start))
      case "计数", "平均":
        let path = try parser.path()
        return try parser.group(GroupFunction(rawValue: name)!, path, from: start)
      case "合计", "最大", "最小":
        return try parser.listOrGroup(name, from: start)
      case "占比":
        let path = try parser.path()
        let condition = parser.take(.whose) ? try parser.logic() : nil
        try parser.expect(.satisfies)
        let predicate = try parser.logic()
        try parser.close()
        return .share(
          ShareSyntax(
            group: path, condition: condition, predicate: predicate, span: parser.span(from: start)))
      case "全部", "任一":
        let items = try parser.items()
        return .threshold(
          ThresholdSyntax(kind: name == "全部" ? .all : .any, items: items, span: parser.span(from: start)))
      default:
        var keys = [try parser.sum()]
        while parser.take(.pause) {
          keys.append(try parser.sum())
          try parser.checkChain(keys.count)
        }
        if parser.token != .symbol(.close), let nearest = NearestName.of(name, among: Self.functions) {
          throw parser.fail(.unknownFunction(identifier, nearest: nearest, among: Self.functions))
        }
        try parser.close()
        return .keyed(identifier, keys: keys, parser.span(from: start))
      }
    }
  }

  private mutating func close() throws(Failure) {
    try expect(.close, Phrase(zh: "`）`", en: "`）`"))
  }

  /// The items of 全部, 任一 and 至少, behind the open bracket.
  private mutating func items() throws(Failure) -> [ExpressionSyntax] {
    var items = [try logic()]
    while take(.pause) {
      items.append(try logic())
      try checkChain(items.count)
    }
    try close()
    return items
  }

  private mutating func atLeastItems(from start: Int) throws(Failure) -> ExpressionSyntax {
    let count = try number()
    attach()
    guard take(word: "项") else { throw unexpected(Phrase(zh: "`项`", en: "`项`")) }
    attach()
    try expect(.open, Phrase(zh: "`（`", en: "`（`"))
    guard let whole = Int(exactly: count.value.numerator), count.value.isWhole, whole >= 1 else {
      throw fail(.itemCount(at: count.span))
    }
    let items = try nested { parser throws(Failure) in try parser.items() }
    return .threshold(ThresholdSyntax(kind: .atLeast(whole), items: items, span: span(from: start)))
  }

  /// `合计（甲、乙）` is a list, `合计（成员 的 年收入 当 …）` a group.
  private mutating func listOrGroup(_ name: String, from start: Int) throws(Failure) -> ExpressionSyntax {
    let first = try sum()
    if token == .symbol(.pause) {
      var items = [first]
      while take(.pause) {
        items.append(try sum())
        try checkChain(items.count)
      }
      try close()
      return .list(ListFunction(rawValue: name)!, items, span(from: start))
    }
    guard case .path(let path) = first else {
      throw fail(.groupNeedsPath(name, at: first.span))
    }
    return try group(GroupFunction(rawValue: name)!, path, from: start)
  }

  private mutating func group(
    _ function: GroupFunction, _ path: PathSyntax, from start: Int
  ) throws(Failure) -> ExpressionSyntax {
    let condition = take(.whose) ? try logic() : nil
    try close()
    return .group(
      GroupSyntax(function: function, path: path, condition: condition, span: span(from: start)))
  }

  private mutating func quantifier(isUniversal: Bool, from start: Int) throws(Failure) -> ExpressionSyntax {
    let group = try path()
    // The condition has no bracket of its own and could hold another quantifier without end.
    let condition = take(.whose) ? try nested { parser throws(Failure) in try parser.logic() } : nil
    try expect(.satisfies)
    attach()
    try expect(.open, Phrase(zh: "`（`", en: "`（`"))
    let predicate = try expression()
    try close()
    return .quantifier(
      QuantifierSyntax(
        isUniversal: isUniversal, group: group, condition: condition, predicate: predicate,
        span: span(from: start)))
  }

  /// `到 分`, `到 2位`, `到 列示位数 位 按 亿元`.
  mutating func roundingTarget() throws(Failure) -> RoundingTargetSyntax {
    guard take(word: "到") else { throw unexpected(Phrase(zh: "`到`", en: "`到`")) }
    let digits: DigitsSyntax
    if case .number? = token {
      digits = .number(try number())
      attach()
    } else if let next = token(ahead: 1), next.kind == .keyword(.of) || next.kind == .word(Name("位")) {
      digits = .path(try path())
    } else {
      return .unit(try unit())
    }
    guard take(word: "位") else { throw unexpected(Phrase(zh: "`位`", en: "`位`")) }
    let unit = take(word: "按") ? try unit() : nil
    return .digits(digits, of: unit)
  }
}

extension Diagnostic {
  /// 且 and 或 in one bracket level.
  fileprivate static func mixedConnectives(at span: SourceSpan, in whole: SourceSpan) -> Diagnostic {
    Diagnostic(
      .mixedConnectives, at: span,
      Phrase(zh: "`且` 与 `或` 混用，先后不明", en: "`且` and `或` are mixed, so their order is unclear"),
      hint: Phrase(
        zh: "用 `（ ）` 括出先算的一部分，或分写成几行 `条件`（各行都要成立）",
        en: "put brackets around the part that comes first, or write several `条件` lines (all must hold)"))
  }

  /// `为 是` and `为 否`: a truth is its own condition.
  fileprivate static func membershipOfTruth(_ operand: String, isNot: Bool, at span: SourceSpan) -> Diagnostic
  {
    Diagnostic(
      .membershipNeedsOption, at: span,
      Phrase(zh: "`为` 用于选项，真假不用 `为`", en: "`为` is for options, not for truths"),
      hint: isNot
        ? Phrase(zh: "写作 `非 \(operand)`", en: "write `非 \(operand)`")
        : Phrase(zh: "单写 `\(operand)`", en: "write `\(operand)` alone"))
  }

  /// `为 5人`: numbers and dates are compared.
  fileprivate static func membershipOfNumber(_ found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .membershipNeedsOption, at: span,
      Phrase(zh: "`为` 后面应是选项，却是 `\(found)`", en: "`为` takes options on its right, found `\(found)`"),
      hint: Phrase(zh: "数与日期用 `=`", en: "use `=` for numbers and dates"))
  }

  /// 以前 and 以后 without saying whether the day counts.
  fileprivate static func unclearBoundary(_ word: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unclearBoundary, at: span,
      Phrase(zh: "`\(word)` 没有说当天算不算", en: "`\(word)` does not say whether the day itself counts"),
      hint: word.text.hasSuffix("前")
        ? Phrase(
          zh: "算当天写 `在 日期 及以前`，不算写 `早于 日期`", en: "write `在 DATE 及以前` if it does, `早于 DATE` if not")
        : Phrase(
          zh: "算当天写 `在 日期 及以后`，不算写 `晚于 日期`", en: "write `在 DATE 及以后` if it does, `晚于 DATE` if not"))
  }

  /// 至少 n 项 with a number that counts nothing.
  fileprivate static func itemCount(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .itemCount, at: span,
      Phrase(zh: "`至少 … 项` 要一个不小于 1 的整数", en: "`至少 … 项` takes a whole number of at least 1"))
  }

  /// An aggregate over something that is not a path.
  fileprivate static func groupNeedsPath(_ function: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .groupNeedsPath, at: span,
      Phrase(
        zh: "`\(function)（）` 里不能是算式，只能是 `组 的 名称`，或用 `、` 隔开的几项",
        en: "`\(function)（）` takes `GROUP 的 NAME` or several items separated by `、`, no formula"),
      hint: Phrase(
        zh: "把算式写成成员的 `指标`，再写 `\(function)（组 的 指标）`",
        en: "write the formula as a `指标` of the member, then `\(function)（组 的 指标）`"))
  }
}
