import Testing

@testable import Evaluator
@testable import PolicyDSL

@Suite("The meaning of random programs", .serialized)
struct PropertyTests {
  /// The cases of all tests, by their seeds.
  static let cases: [RandomCase] = (0..<150 as Range<UInt64>).compactMap { RandomCase(seed: $0) }

  // MARK: What is generated

  @Test("is tried on every construct, of which the checker refuses little")
  func coverage() {
    let rules = Self.cases.reduce(0) { $0 + $1.program.rules.count }
    let refused = Self.cases.reduce(0) { $0 + $1.refused }
    #expect(Self.cases.count >= 140)
    #expect(rules >= 1_000)
    #expect(rules > 10 * refused)
    for randomCase in Self.cases { #expect(Situation(randomCase).rejected == []) }
    let texts = Self.cases.map { $0.declarations.suffix($0.program.rules.count).joined(separator: "\n") }
    let text = texts.joined(separator: "\n")
    let words =
      """
      且|或|（非|不低于|不超过|超过|低于| = | != |>=|为|不为| 等）|在|时|否则|否则 不适用|+|-|*|/|评估日|评估年度|年份（|周岁（
      最大（（|最小（（|合计（（|四舍五入（|截尾（|位数 位|全部（|任一（|至少 1 项（|至少 2 项（|每个 成员|每个 各户|存在 成员
      存在 各户|计数（成员|计数（各户|合计（成员|合计（各户|平均（|占比（|最大（成员|最小（成员|最大（各户|当|满足|所属户 的
      所属户 的 所属村 的|所属村 的|查表|其余|任意|等级线（|类别线（|档次线（|无界线|比例|标准|适用|要求|认定|条件|除非|补贴
      例外|执行|取整 四舍五入|取整 截尾|金额 不低于|金额 不超过|金额 查表
      """
    for word in words.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
      let count = text.split(separator: word, omittingEmptySubsequences: false).count - 1
      #expect(count >= 10, "\(word)")
    }
  }

  // MARK: Every completion

  @Test("keeps what is decided in every completion, and lists every cell that changes an outcome")
  func completions() {
    var compared = 0
    var undecided = 0
    var skipped = 0
    for randomCase in Self.cases {
      var random = SeededGenerator(seed: randomCase.seed &+ 2_000_000)
      let (open, unknowns) = Self.open(randomCase, limit: 24, &random)
      let domains = unknowns.map(open.values)
      let goals = open.goals(reading: unknowns)
      // What each goal gave, by the values of those unknowns that are among its causes.
      var results = goals.map { _ in [Int: PossibleValue]() }
      for combination in 0..<domains.reduce(1, { $0 * $1.count }) {
        var complete = open
        var choices: [Int] = []
        var rest = combination
        for (unknown, values) in zip(unknowns, domains) {
          choices.append(rest % values.count)
          complete.set(unknown, to: values[rest % values.count])
          rest /= values.count
        }
        for (position, (before, after)) in zip(goals, complete.again(goals)).enumerated() {
          compared += 1
          if before.outcome.isUndecided { undecided += 1 }
          if after.outcome.restsOnError {
            skipped += 1
            continue
          }
          var problem = before.outcome.problem(asWiderThan: after.outcome)
          if after.outcome.lacksCells { problem = "a cell that is known is among the causes" }
          var key = 0
          for (unknown, choice) in zip(unknowns, choices)
          where before.outcome.causes.contains(where: unknown.isNamed) {
            key = key * 8 + choice + 1
          }
          let value = after.outcome.value!
          if results[position][key, default: value] != value {
            problem = "cells that are not among the causes change the outcome"
          }
          results[position][key] = value
          if let problem {
            Self.report(problem, randomCase, (open, before), (complete, after))
            return
          }
        }
      }
    }
    #expect(compared > 25_000)
    #expect(undecided > compared / 6)
    // Amounts that are surely negative: errors of the record.
    #expect(skipped < compared / 50)
  }

  /// The case with all data known but for a few cells and at most one entry of a parameter, of no more
  /// combinations than `limit`.
  private static func open(
    _ randomCase: RandomCase, limit: Int, _ random: inout SeededGenerator
  ) -> (open: Situation, unknowns: [Unknown]) {
    var open = Situation(randomCase)
    open.fill(&random)
    let entries = open.entriesInUse().shuffled(using: &random).prefix(random.below(2))
    // Cells of one 人, its 户 and its 村 meet in more rules than any cells.
    var cells = open.cellsInUse().shuffled(using: &random)
    let kin = open.kin(ofPerson: random.below(4))
    if random.below(2) == 0 { cells = cells.filter(kin.contains) + cells.filter { !kin.contains($0) } }
    var unknowns: [Unknown] = []
    var combinations = 1
    for candidate in entries + cells where unknowns.count < 5 {
      let count = open.values(of: candidate).count
      guard combinations * count <= limit else { continue }
      combinations *= count
      unknowns.append(candidate)
      open.hide(candidate)
    }
    return (open, unknowns)
  }

  // MARK: Knowing less

  @Test("only gains possibilities and causes as further cells are missing")
  func widening() {
    var compared = 0
    for randomCase in Self.cases {
      var random = SeededGenerator(seed: randomCase.seed &+ 3_000_000)
      var narrow = Situation(randomCase)
      narrow.fill(&random)
      var before = narrow.goals()
      var left = (narrow.cellsInUse() + narrow.entriesInUse()).shuffled(using: &random)[...]
      for step in 0..<6 {
        var wide = narrow
        for unknown in left.prefix(1 + step) { wide.hide(unknown) }
        left = left.dropFirst(1 + step)
        let after = wide.again(before)
        for (less, more) in zip(after, before) {
          compared += 1
          var problem = less.outcome.problem(asWiderThan: more.outcome)
          if less.outcome.isUndecided, !more.outcome.restsOnError,
            !more.outcome.causes.allSatisfy(less.outcome.causes.contains)
          {
            problem = "a cause is lost"
          }
          if let problem {
            Self.report(problem, randomCase, (wide, less), (narrow, more))
            return
          }
        }
        (narrow, before) = (wide, after)
      }
    }
    #expect(compared > 15_000)
  }

  @Test("only gains possibilities where a column or a file is missing")
  func missingColumns() {
    for randomCase in Self.cases {
      var random = SeededGenerator(seed: randomCase.seed &+ 4_000_000)
      let known = randomCase.tables(blanks: 1, &random)
      var narrow = Situation(randomCase)
      narrow.read(known)
      // A file; the column of 属于; another column that has no meaning where it is blank.
      for (table, column) in [
        (0, nil), (1, nil), (2, nil), (1, "所属村"), (2, "所属户"), (1, "低保"), (2, "额"), (2, "等级"),
      ] as [(Int, String?)] where random.below(3) == 0 {
        var tables = known
        if let column, let place = tables[table].columns.firstIndex(of: column) {
          tables[table].columns.remove(at: place)
          for row in tables[table].rows.indices { tables[table].rows[row].remove(at: place) }
        } else {
          tables[table].isThere = false
        }
        var wide = narrow
        wide.read(tables)
        #expect(wide.rejected == [])
        if !Self.compare(randomCase, wide, narrow) { return }
      }
    }
  }

  // MARK: Rows that are rejected

  @Test("never decides anything because a row is rejected")
  func rejectedRows() {
    for randomCase in Self.cases {
      var random = SeededGenerator(seed: randomCase.seed &+ 5_000_000)
      let known = randomCase.tables(blanks: 1, &random)
      var narrow = Situation(randomCase)
      narrow.read(known)
      for (table, column) in [(0, 3), (1, 5), (2, 7)] where random.below(2) == 0 {
        var tables = known
        tables[table].rows[random.below(tables[table].rows.count)][column] = "不详"
        var wide = narrow
        wide.read(tables)
        #expect(wide.rejected.count == 1)
        if !Self.compare(randomCase, wide, narrow) { return }
      }
    }
  }

  @Test("never decides anything because two rows have one key, whichever of them is right")
  func repeatedKeys() {
    for randomCase in Self.cases {
      var random = SeededGenerator(seed: randomCase.seed &+ 6_000_000)
      let known = randomCase.tables(blanks: 1, &random)
      let table = 1 + random.below(2)
      let row = random.below(known[table].rows.count)
      // The copy has the cells of another row, also its parent.
      var copy = known[table].rows[random.below(known[table].rows.count)]
      copy[0] = known[table].rows[row][0]
      var tables = known
      tables[table].rows.append(copy)
      var wide = Situation(randomCase)
      wide.read(tables)
      #expect(wide.rejected.count >= 2)
      var replaced = known
      replaced[table].rows[row] = copy
      var without = known
      without[table].rows.remove(at: row)
      for right in [known, replaced, without] {
        var narrow = wide
        narrow.read(right)
        if !Self.compare(randomCase, wide, narrow) { return }
      }
    }
  }

  @Test("takes rows without an owner for rows that are not there, or strictly for members of any group")
  func rowsWithoutOwner() {
    for randomCase in Self.cases {
      var random = SeededGenerator(seed: randomCase.seed &+ 7_000_000)
      let known = randomCase.tables(blanks: 1, &random)
      let table = 1 + random.below(2)
      let row = random.below(known[table].rows.count)
      var tables = known
      tables[table].rows[row][1] = random.below(2) == 0 ? "" : "X"
      var narrow = Situation(randomCase)
      narrow.read(known)
      var strict = narrow
      strict.isStrict = true
      strict.read(tables)
      #expect(strict.rejected.count == 1)
      if !Self.compare(randomCase, strict, narrow) { return }
      // A 户 without its 村 still has members; a 人 belongs to nothing else.
      guard table == 2 else { continue }
      var loose = strict
      loose.isStrict = false
      var without = known
      without[table].rows.remove(at: row)
      narrow.read(without)
      if !Self.compare(randomCase, loose, narrow) || !Self.compare(randomCase, narrow, loose) { return }
      let counted = loose.goals().contains { !$0.outcome.unassigned.isEmpty }
      let looks = loose.plan.rules.contains { rule in
        rule.relations.contains { loose.program.entities[$0.member].name.text == "人" }
      }
      #expect(counted == looks)
    }
  }

  // MARK: Order

  @Test("depends on the order of rows, columns, files and declarations in nothing")
  func order() throws {
    for randomCase in Self.cases where randomCase.seed % 2 == 0 {
      var random = SeededGenerator(seed: randomCase.seed &+ 8_000_000)
      var known = randomCase.tables(blanks: 2, &random)
      // A row in error, one whose owner is not there, and one that repeats a key.
      known[2].rows[random.below(4)][7] = "不详"
      if random.below(3) == 0 { known[1].rows[random.below(3)][1] = "X" }
      if random.below(2) == 0 { known[2].rows.append(known[2].rows[random.below(4)]) }
      var first = Situation(randomCase)
      first.read(known)

      var tables = known
      for table in tables.indices {
        let order = tables[table].columns.indices.shuffled(using: &random)
        tables[table].columns = order.map { tables[table].columns[$0] }
        tables[table].rows = tables[table].rows.map { row in order.map { row[$0] } }
      }
      var second = first
      second.read(tables, order: [0, 1, 2].shuffled(using: &random))
      guard try Self.isSame(randomCase, first, second, { $0 }) else { return }

      for table in tables.indices { tables[table].rows.shuffle(using: &random) }
      second.read(tables)
      guard try Self.isSame(randomCase, first, second, Self.withoutOrder) else { return }

      let declarations = randomCase.declarations.shuffled(using: &random)
      let cut = random.below(declarations.count)
      let files = [("甲.policy", declarations[..<cut]), ("乙.policy", declarations[cut...])].map {
        SourceFile(path: $0.0, text: $0.1.joined(separator: "\n") + "\n")
      }
      var third = try Situation(files: files)
      third.read(tables)
      guard try Self.isSame(randomCase, first, third, Self.withoutOrder) else { return }
    }
  }

  /// The characters of a text of which neither rows nor their order matter.
  private static func withoutOrder(_ text: String) -> String {
    String(text.replacing(/第 [0-9–、]+ 行/, with: "").filter { !$0.isWhitespace }.sorted())
  }

  /// Returns whether each outcome, its causes and what is printed of it are the same.
  private static func isSame(
    _ randomCase: RandomCase, _ first: Situation, _ second: Situation, _ reduce: (String) -> String
  ) throws -> Bool {
    let others = Dictionary(uniqueKeysWithValues: second.goals().map { (second.name($0), $0) })
    func isSameText(_ one: String, _ other: String) -> Bool {
      one == other || reduce(one) == reduce(other)
    }
    let goals = first.goals()
    #expect(goals.count == others.count)
    for (position, goal) in goals.enumerated() {
      let other = try #require(others[first.name(goal)])
      let causes = Set(goal.outcome.causes.map(first.name))
      var isSame =
        goal.outcome.word == other.outcome.word && goal.outcome.value == other.outcome.value
        && goal.outcome.bounds == other.outcome.bounds
        && goal.outcome.unassigned.map(\.count).sorted() == other.outcome.unassigned.map(\.count).sorted()
        && causes == Set(other.outcome.causes.map(second.name))
        && isSameText(first.text(goal), second.text(other))
      // Explanations are long: some of them.
      if position % 12 == 0 {
        isSame = isSame && isSameText(first.explanation(goal), second.explanation(other))
      }
      if !isSame {
        report("the order matters", randomCase, (first, goal), (second, other))
        return false
      }
    }
    return true
  }

  // MARK: Help

  /// Compares the outcomes of records that are judged in both situations, and returns whether all is well.
  private static func compare(_ randomCase: RandomCase, _ wide: Situation, _ narrow: Situation) -> Bool {
    let others = Dictionary(uniqueKeysWithValues: narrow.goals().map { (narrow.name($0), $0) })
    for goal in wide.goals() {
      guard let other = others[wide.name(goal)] else { continue }
      if let problem = goal.outcome.problem(asWiderThan: other.outcome) {
        report(problem, randomCase, (wide, goal), (narrow, other))
        return false
      }
    }
    return true
  }

  /// Fails the test with everything that is needed to see the case by hand.
  private static func report(
    _ problem: String, _ randomCase: RandomCase, _ first: (situation: Situation, goal: Goal),
    _ second: (situation: Situation, goal: Goal)
  ) {
    // Several issues: long ones are not shown.
    let texts = [
      """
      seed \(randomCase.seed), \(first.situation.name(first.goal)): \(problem)
      first:  \(first.situation.text(first.goal))
      second: \(second.situation.text(second.goal))
      """,
      "the rules of seed \(randomCase.seed), 评估日 \(RandomRules.day)\n"
        + randomCase.declarations.joined(separator: "\n\n"),
      "the records of the first\n" + first.situation.recordText,
      "the records of the second\n" + second.situation.recordText,
    ]
    for text in texts { Issue.record(Comment(rawValue: text)) }
  }
}
