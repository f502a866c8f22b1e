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

  /// What 金额, 例外 and 执行 come to.
  struct Payable {
    /// The amount before 取整.
    let amount: Traced
    /// For each 例外 whether it may and whether it must hold.
    let exceptions: [PossibleTruth]
    /// Pairs of 例外 that clash.
    let conflicts: [ExceptionConflict]
  }

  /// 金额 with 例外 and 执行, before 取整.
  mutating func payable(_ benefit: PlannedBenefit, _ record: Int) -> Payable {
    let execution = benefit.execution.map { evaluate($0, record) }
    var conditions: [PossibleTruth] = []
    var candidates: [(exception: Int, isCertain: Bool, amount: Candidate)] = []
    var causes: [CauseSet] = []
    for (index, exception) in benefit.exceptions.enumerated() {
      let condition = evaluate(exception.condition, record).asCondition
      conditions.append(condition.truth)
      causes.append(condition.causes)
      guard condition.truth.mayBeTrue else { continue }
      let amount = candidate(exception.amount, execution, record)
      candidates.append((index, !condition.truth.mayBeFalse, amount))
    }
    var amounts = candidates.map(\.amount.value)
    if !candidates.contains(where: \.isCertain) {
      amounts.append(candidate(benefit.amount, execution, record).value)
    }
    var conflicts: [ExceptionConflict] = []
    for (position, first) in candidates.enumerated() {
      for second in candidates[(position + 1)...] where !first.amount.surelyEquals(second.amount) {
        let isCertain = first.isCertain && second.isCertain && first.amount.isDisjoint(from: second.amount)
        conflicts.append(
          ExceptionConflict(first: first.exception, second: second.exception, isCertain: isCertain))
      }
    }
    var total = hull(amounts, ledger.union(causes))
    if conflicts.contains(where: \.isCertain) {
      total = Traced(.number(.conflict))
    } else if !conflicts.isEmpty {
      // The causes of the parts: a hull that is decided has dropped them.
      let all = ledger.union(causes + amounts.map(\.causes))
      total = settled(.number(total.number.hull(.conflict)), all)
    }
    return Payable(amount: total, exceptions: conditions, conflicts: conflicts)
  }

  /// An amount that may be the one to pay.
  struct Candidate {
    /// What it may come to, each row held against 执行.
    let value: Traced
    /// Whether it is one row that is a number, a floor or a ceiling, and which.
    let prescribed: (kind: AmountKind, number: PossibleNumber)?

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
    let kind: AmountKind
    /// The slot of the figure.
    let slot: Int
    /// The figure.
    let value: Traced
    /// The position of the row in its table; `nil` outside a table and where no row of it holds.
    let row: Int?
  }

  /// The amount of a row without 执行: open at one end for a floor or a ceiling.
  mutating func settledRow(_ row: AmountRow) -> Traced {
    guard row.kind != .exact, let interval = row.value.number.interval else { return row.value }
    let isFloor = row.kind == .floor
    let open =
      isFloor ? Interval(interval.lower, .positiveInfinity) : Interval(.negativeInfinity, interval.upper)
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
      let (matching, mayMissAll) = Self.matchingRows(of: table, keys.map(\.value))
      var rows = matching.map { row(table.rows[$0].result, at: $0, record) }
      if mayMissAll || rows.isEmpty {
        let slot = table.rows[0].result.figures[0]
        let none = Traced(.notApplicable(plan.steps[slot].type))
        rows.append(AmountRow(kind: .exact, slot: slot, value: none, row: nil))
      }
      if rows.count == 1 { return (rows, .none) }
      var causes = keys.map(\.causes)
      // A key that is 冲突 is decided and has no causes of its own, yet it leaves the row open.
      for (slot, key) in zip(table.keys, keys) {
        if case .number(let number) = key.value, number.mayConflict {
          causes.append(ledger.leaf(.conflict(step: slot, record: record)))
        }
      }
      return (rows, ledger.union(causes))
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

  /// Returns the rows that may match, in order, and whether none may.
  ///
  /// Keys with finitely many possibilities are taken in all combinations; a row matches a key that
  /// may be any number of an interval if one of these matches. 其余 may match where some combination
  /// is not surely matched by another row. A table without 其余 covers every value of its keys but
  /// 不适用: a key that is 不适用 matches 任意 alone, and where no row matches so is the result.
  static func matchingRows(
    of table: PlannedLookUp, _ keys: [PossibleValue]
  ) -> (rows: [Int], mayMissAll: Bool) {
    var found: [Int] = []
    var matches: [(row: PlannedRow, surely: [Int])] = []
    let counts = keys.map(\.finiteCount)
    for (position, row) in table.rows.enumerated() where !row.isRest {
      let own = zip(row.patterns, keys).map { $0.matches($1) }
      matches.append((row, own.map(\.surely)))
      if own.allSatisfy(\.may) { found.append(position) }
    }
    if let rest = table.rows.firstIndex(where: \.isRest) {
      if !Self.isCovered(counts, by: matches.map(\.surely)) { found.append(rest) }
      return (found, false)
    }
    let mayMissAll = keys.indices.contains { key in
      guard keys[key].mayBeNotApplicable else { return false }
      let others = matches.filter { $0.row.patterns[key] == .any }.map { Self.without(key, $0.surely) }
      return !Self.isCovered(Self.without(key, counts), by: others)
    }
    return (found, mayMissAll)
  }

  /// Whether rows that do not overlap surely match all combinations of keys.
  private static func isCovered(_ counts: [Int], by rows: [[Int]]) -> Bool {
    guard let all = product(counts) else { return false }
    var matched: Int128? = 0
    for row in rows { matched = matched.flatMap { sum in product(row).flatMap { sum.added(to: $0) } } }
    return matched.map { $0 >= all } ?? false
  }

  private static func product(_ counts: [Int]) -> Int128? {
    counts.reduce(1 as Int128?) { product, count in product.flatMap { $0.multiplied(by: Int128(count)) } }
  }

  private static func without(_ position: Int, _ counts: [Int]) -> [Int] {
    Array(counts[..<position] + counts[(position + 1)...])
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
