import PolicyDSL

/// What a whole rule gives: 指标, 标准, 认定 and 补贴.
extension RowEvaluator {
  // MARK: 指标

  mutating func quantity(_ amount: PlannedAmount, _ record: Int) -> Traced {
    let rows = possibleRows(of: amount, record)
    return hull(rows.rows.map { settledRow($0) }, rows.causes)
  }

  // MARK: 标准 and 认定

  /// 适用: all 是; then the requirements, 不适用 skipped; all skipped is 不适用.
  mutating func standard(_ applicability: [Int], _ requirements: [Int], _ record: Int) -> Traced {
    let conditions = applicability.map { evaluate($0, record).asCondition }
    let applies = conditions.reduce(PossibleTruth.yes) { $0.and($1.truth) }
    guard applies.mayBeTrue else { return Traced(.truth(.notApplicable)) }
    let values = requirements.map { evaluate($0, record) }
    let truth = self.requirements(values.map(\.truth))
    let causes = ledger.union(truth.isDecided ? [] : values.map(\.causes))
    return settled(
      .truth(applies.mayBeFalse ? truth.union(.notApplicable) : truth),
      ledger.union(causes, ledger.union(conditions.map(\.causes))))
  }

  /// 条件 all 是 and no 除非 是; 不适用 fulfils neither.
  mutating func eligibility(
    _ conditions: [PlannedCondition], _ exclusions: [PlannedCondition], _ record: Int
  ) -> (truth: PossibleTruth, causes: CauseSet) {
    let required = conditions.map { evaluate($0.slot, record).asCondition }
    let excluding = exclusions.map { evaluate($0.slot, record).asCondition }
    let truth = excluding.reduce(required.reduce(PossibleTruth.yes) { $0.and($1.truth) }) {
      $0.and($1.truth.negated)
    }
    let causes = ledger.union((required + excluding).map(\.causes))
    return (truth, truth.isDecided ? .none : causes)
  }

  // MARK: 补贴

  mutating func benefit(_ benefit: PlannedBenefit, _ rule: Int, _ record: Int) -> Traced {
    let eligible = eligibility(benefit.conditions, benefit.exclusions, record)
    guard eligible.truth.mayBeTrue else { return Traced(.number(.notApplicable)) }
    let amount = payable(benefit, record).amount
    var number = amount.number
    var causes = ledger.union(eligible.causes, amount.causes)
    if let rounding = benefit.rounding {
      let rounded = number.mapped { $0.rounded(to: rounding.step, rounding.rule) }
      if rounded == nil {
        let slot = plan.rules[rule].result
        causes = ledger.union(causes, ledger.leaf(.overflow(step: slot, record: record)))
      }
      number = rounded ?? number.with(.all)
    }
    if let interval = number.interval, interval.lower < .finite(.zero) {
      let positive = Interval(.finite(.zero), .positiveInfinity)
      if let cut = interval.intersection(positive) {
        number = number.with(cut)
      } else {
        // Never 0 in silence: the record has an error, and what it gets is open.
        let error = ledger.leaf(.negativeAmount(rule: rule, record: record))
        causes = ledger.union(causes, error)
        number = number.with(positive)
      }
    }
    if eligible.truth.mayBeFalse { number = number.hull(.notApplicable) }
    return settled(.number(number), causes)
  }

  /// 金额 with 例外 and 执行, before 取整.
  ///
  /// - Returns: The amount, and for each exception whether it may and whether it must hold.
  mutating func payable(
    _ benefit: PlannedBenefit, _ record: Int
  ) -> (amount: Traced, exceptions: [PossibleTruth]) {
    let execution = benefit.execution.map { evaluate($0, record) }
    var conditions: [PossibleTruth] = []
    var candidates: [(isCertain: Bool, amount: Candidate)] = []
    var causes: [CauseSet] = []
    for exception in benefit.exceptions {
      let condition = evaluate(exception.condition, record).asCondition
      conditions.append(condition.truth)
      causes.append(condition.causes)
      guard condition.truth.mayBeTrue else { continue }
      let amount = candidate(exception.amount, execution, record)
      candidates.append((!condition.truth.mayBeFalse, amount))
    }
    var amounts = candidates.map(\.amount.value)
    if !candidates.contains(where: \.isCertain) {
      amounts.append(candidate(benefit.amount, execution, record).value)
    }
    var mayConflict = false
    for (position, first) in candidates.enumerated() {
      for second in candidates[(position + 1)...] where !first.amount.surelyEquals(second.amount) {
        mayConflict = true
        if first.isCertain, second.isCertain, first.amount.isDisjoint(from: second.amount) {
          return (Traced(.number(.conflict)), conditions)
        }
      }
    }
    let total = hull(amounts, ledger.union(causes))
    guard mayConflict else { return (total, conditions) }
    // The causes are taken before the hull drops them: equal hulls may hide a possible conflict.
    let all = ledger.union(causes + amounts.map(\.causes))
    return (settled(.number(total.number.hull(.conflict)), all), conditions)
  }

  /// An amount that may be the one to pay.
  struct Candidate {
    /// What it may come to, each row held against 执行.
    let value: Traced
    /// Whether it is one row that is a number, a floor or a ceiling, and which.
    let prescribed: (kind: AmountRow.Kind, number: PossibleNumber)?

    /// Whether both are the same in any case.
    func surelyEquals(_ other: Candidate) -> Bool {
      if let prescribed, let second = other.prescribed, prescribed.kind == second.kind,
        prescribed.number.isDecided, prescribed.number == second.number
      {
        return true
      }
      return value.value.isDecided && value.value == other.value.value
    }

    /// Whether both have no possibility in common.
    func isDisjoint(from other: Candidate) -> Bool {
      let (first, second) = (value.number, other.value.number)
      if first.mayBeNotApplicable && second.mayBeNotApplicable { return false }
      if first.mayConflict && second.mayConflict { return false }
      guard let interval = first.interval, let other = second.interval else { return true }
      return interval.intersection(other) == nil
    }
  }

  private mutating func candidate(
    _ amount: PlannedAmount, _ execution: Traced?, _ record: Int
  ) -> Candidate {
    let (rows, causes) = possibleRows(of: amount, record)
    // Each row is held against 执行 before the hull: a figure that suits one row may breach another.
    let values = rows.map { row in
      execution.map { execute(row, $0) } ?? settledRow(row)
    }
    let prescribed = rows.count == 1 ? (rows[0].kind, rows[0].value.number) : nil
    return Candidate(value: hull(values, causes), prescribed: prescribed)
  }

  /// The executed amount under one row: 冲突 outside floor and ceiling, else what lies between them.
  mutating func execute(_ row: AmountRow, _ execution: Traced) -> Traced {
    let paid = execution.number
    let permitted = row.value.number
    let causes = ledger.union(row.value.causes, execution.causes)
    var interval: Interval?
    var mayConflict = paid.mayConflict || permitted.mayConflict
    if let base = permitted.interval, let figure = paid.interval {
      if row.kind != .ceiling, figure.lower < base.upper { mayConflict = true }
      if row.kind != .floor, figure.upper > base.lower { mayConflict = true }
      let limits = Interval(
        row.kind == .ceiling ? .negativeInfinity : base.lower,
        row.kind == .floor ? .positiveInfinity : base.upper)
      interval = figure.intersection(limits)
    }
    let number = PossibleNumber(
      interval, mayBeNotApplicable: paid.mayBeNotApplicable || permitted.mayBeNotApplicable,
      mayConflict: mayConflict)
    return settled(.number(number), causes)
  }

  // MARK: 金额 and 查表

  /// One amount that a table or a 金额 line may give.
  struct AmountRow {
    /// What the figure of the row means.
    enum Kind {
      case exact, floor, ceiling
    }
    let kind: Kind
    /// The slot of the figure.
    let slot: Int
    /// The figure.
    let value: Traced
    /// The position of the row in its table; `nil` outside a table.
    let row: Int?
  }

  /// The amount of a row without 执行: open at one end for a floor or a ceiling.
  mutating func settledRow(_ row: AmountRow) -> Traced {
    guard row.kind != .exact, let interval = row.value.number.interval else { return row.value }
    let isFloor = row.kind == .floor
    let open = isFloor ? Interval(interval.lower, .positiveInfinity) : Interval(.negativeInfinity, interval.upper)
    let cause = ledger.leaf(isFloor ? .floor(step: row.slot) : .ceiling(step: row.slot))
    return settled(.number(row.value.number.with(open)), ledger.union(row.value.causes, cause))
  }

  /// The hull of amounts, one of which holds; `causes` keep the choice among them open.
  mutating func hull(_ amounts: [Traced], _ causes: CauseSet) -> Traced {
    let value = amounts.dropFirst().reduce(amounts[0].value) { $0.hull($1.value) }
    return settled(value, ledger.union(causes, ledger.union(amounts.map(\.causes))))
  }

  /// Returns the rows that may hold, at least one, and what keeps the choice among them open.
  mutating func possibleRows(
    of amount: PlannedAmount, _ record: Int
  ) -> (rows: [AmountRow], causes: CauseSet) {
    switch amount {
    case .exactly, .atLeast, .atMost: return ([row(amount, at: nil, record)], .none)
    case .lookUp(let table):
      let keys = table.keys.map { evaluate($0, record) }
      let matching = Self.matchingRows(of: table, keys.map(\.value))
      guard !matching.isEmpty else {
        // No row holds: only 不适用 as a key reaches this, and no row is fulfilled by it.
        let type = plan.steps[table.rows[0].slot].type
        let none = AmountRow(
          kind: .exact, slot: table.rows[0].slot, value: Traced(.notApplicable(type)), row: nil)
        return ([none], .none)
      }
      let rows = matching.map { row(table.rows[$0].result, at: $0, record) }
      return (rows, rows.count == 1 ? .none : ledger.union(keys.map(\.causes)))
    }
  }

  private mutating func row(_ amount: PlannedAmount, at row: Int?, _ record: Int) -> AmountRow {
    switch amount {
    case .exactly(let slot): AmountRow(kind: .exact, slot: slot, value: evaluate(slot, record), row: row)
    case .atLeast(let slot): AmountRow(kind: .floor, slot: slot, value: evaluate(slot, record), row: row)
    case .atMost(let slot): AmountRow(kind: .ceiling, slot: slot, value: evaluate(slot, record), row: row)
    case .lookUp: preconditionFailure("a row of a table holds no table")
    }
  }

  /// Returns the rows that may match, in order.
  ///
  /// Keys with finitely many possibilities are taken in all combinations; a row matches a key that
  /// may be any number of an interval if one of these matches. 其余 may match where some combination
  /// is not surely matched by another row.
  static func matchingRows(of table: PlannedLookUp, _ keys: [PossibleValue]) -> [Int] {
    var found: [Int] = []
    var combinations: Int128? = 1
    for key in keys { combinations = combinations?.multiplied(by: Int128(key.finiteCount)) }
    // Rows do not overlap, so the combinations that rows surely match add up.
    var matched: Int128? = 0
    for (position, row) in table.rows.enumerated() {
      if row.isRest {
        if matched == nil || combinations == nil || matched! < combinations! { found.append(position) }
        continue
      }
      let matches = zip(row.patterns, keys).map { $0.matches($1) }
      guard matches.allSatisfy(\.may) else { continue }
      found.append(position)
      var count: Int128? = 1
      for match in matches { count = count?.multiplied(by: Int128(match.surely)) }
      matched = matched.flatMap { sum in count.flatMap { sum.added(to: $0) } }
    }
    return found
  }
}

extension PlannedRow {
  /// The slot of the figure of the row.
  fileprivate var slot: Int {
    switch result {
    case .exactly(let slot), .atLeast(let slot), .atMost(let slot): slot
    case .lookUp: preconditionFailure("a row of a table holds no table")
    }
  }
}

extension Int128 {
  fileprivate func multiplied(by other: Int128) -> Int128? {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? nil : product
  }

  fileprivate func added(to other: Int128) -> Int128? {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? nil : sum
  }
}

extension PossibleNumber {
  /// The same flags with another interval.
  func with(_ interval: Interval) -> PossibleNumber {
    PossibleNumber(interval, mayBeNotApplicable: mayBeNotApplicable, mayConflict: mayConflict)
  }
}

extension PossibleValue {
  /// How many possibilities a key has, all numbers of an interval counting as one.
  fileprivate var finiteCount: Int {
    switch self {
    case .truth(let truth): truth.bits.nonzeroBitCount
    case .option(let option): option.count
    case .number(let number):
      (number.interval == nil ? 0 : 1) + (number.mayBeNotApplicable ? 1 : 0) + (number.mayConflict ? 1 : 0)
    }
  }
}

extension Pattern {
  /// Returns whether a key may match, and how many of its possibilities surely match.
  ///
  /// 不适用, 未列 and 冲突 match 任意 alone; 冲突 may match numbers, for it stands for any of several.
  fileprivate func matches(_ key: PossibleValue) -> (may: Bool, surely: Int) {
    switch (self, key) {
    case (.any, _): return (true, key.finiteCount)
    case (.truth(let value), .truth(let truth)):
      let may = value ? truth.mayBeTrue : truth.mayBeFalse
      return (may, may ? 1 : 0)
    case (.options(let options), .option(let option)):
      let count = option.positions.count { options.contains($0) }
      return (count > 0, count)
    case (.numbers(let pattern), .number(let number)):
      let (may, surely) = number.interval.map { pattern.matches($0) } ?? (false, false)
      return (may || number.mayConflict, surely ? 1 : 0)
    default: preconditionFailure("the checker gives each key patterns of its type")
    }
  }
}

extension NumberPattern {
  /// Returns whether some number of an interval matches, and whether all do.
  fileprivate func matches(_ interval: Interval) -> (may: Bool, surely: Bool) {
    let reachesUp = includesLower ? interval.upper >= lower : interval.upper > lower
    let reachesDown = includesUpper ? interval.lower <= upper : interval.lower < upper
    let isAbove = includesLower ? interval.lower >= lower : interval.lower > lower
    let isBelow = includesUpper ? interval.upper <= upper : interval.upper < upper
    return (
      reachesUp && reachesDown,
      (lower == .negativeInfinity || isAbove) && (upper == .positiveInfinity || isBelow)
    )
  }
}
