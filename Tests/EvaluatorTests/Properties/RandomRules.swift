/// Writes random well-typed rules over a small schema.
///
/// Every field has few values, so that all completions of a few missing cells can be enumerated, and
/// rules use the values of rules before them. Units and types are right by construction; where the
/// checker still refuses a rule (a table that overlaps, a ratio that is not rounded), it is cut.
struct RandomRules {
  /// 评估日 of everything.
  static let day = "2020-06-30"

  /// The declarations of the schema and of its parameters, then one for each rule.
  private(set) var declarations: [String] = []
  /// How many of the declarations are no rules.
  private(set) var schemaCount = 0

  private var random: SeededGenerator
  /// The fields and rules of each entity that an expression may name.
  private var values: [[NamedValue]] = [[], [], []]

  /// Writes a program, the same one for the same seed.
  init(seed: UInt64, ruleCount: Int) {
    random = SeededGenerator(seed: seed)
    schema()
    schemaCount = declarations.count
    for number in 1...ruleCount { rule("规则\(Self.numerals[number])") }
  }

  /// A name may hold no digits.
  private static let numerals = Array("〇一二三四五六七八九十")

  // MARK: Types

  private enum Sort: Equatable {
    case truth
    /// With its unit.
    case number(String)
    /// With its set.
    case option(String)
    case date
  }

  private struct NamedValue {
    let name: String
    let sort: Sort
  }

  private struct EntityWords {
    let name: String
    /// 属于, and the position of the entity it names.
    var owner: (field: String, entity: Int)?
    /// 若干, the position of the entity of the members, and what they are counted in.
    var members: (field: String, entity: Int, unit: String)?
    /// The units of the numbers that its rules give.
    let units: [String]
  }

  private static let entities = [
    EntityWords(name: "村", members: ("各户", 1, "户"), units: ["元", "元", "户", "元/户", "%", "人"]),
    EntityWords(
      name: "户", owner: ("所属村", 0), members: ("成员", 2, "人"), units: ["元", "元", "人", "元/人", "%", "天"]),
    EntityWords(name: "人", owner: ("所属户", 1), units: ["元", "元", "元", "岁", "%", "天"]),
  ]

  private static let options = [
    "档次": ["低档", "中档", "高档"], "类别": ["甲类", "乙类"], "等级": ["一级", "二级", "三级"],
  ]

  // MARK: The schema

  private mutating func schema() {
    declarations = [
      "选项 档次 有序 低档、中档、高档", "选项 类别 甲类、乙类 等", "选项 等级 一级、二级、三级",
      """
      实体 村
        村编号 编号
        各户 若干 户
        贫困 是否
        类别 类别
        财力 元 范围 0 至 3 小数 0
      """,
      """
      实体 户
        户编号 编号
        所属村 属于 村
        成员 若干 人
        低保 是否
        危房 是否 空为 否
        档次 档次
        收入 元 范围 -1 至 2 小数 0
        资产 元 范围 0 以上 小数 1
        劳力 人 范围 0 至 2
        位数 个 范围 0 至 2
        搬迁 日期 范围 2020-06-28 以上 空为 未发生
      """,
      """
      实体 人
        编号 编号
        所属户 属于 户
        在校 是否
        残疾 有无
        等级 等级
        额 元 范围 0 至 2 小数 0
        补助 元 范围 -2 至 1 小数 0
        岁数 岁 范围 14 至 16
        出生 日期 范围 2005-06-29 至 2005-07-01
      """,
      parameter("线", "元 范围 0 至 2"), parameter("无界线", "元"), parameter("比例", "% 范围 0 至 100%"),
      parameter("等级线", "元", key: "等级"), parameter("类别线", "元", key: "类别"),
      parameter("档次线", "元", key: "档次"),
    ]
    values = [
      [
        NamedValue(name: "贫困", sort: .truth), NamedValue(name: "类别", sort: .option("类别")),
        NamedValue(name: "财力", sort: .number("元")),
      ],
      [
        NamedValue(name: "低保", sort: .truth), NamedValue(name: "危房", sort: .truth),
        NamedValue(name: "档次", sort: .option("档次")), NamedValue(name: "收入", sort: .number("元")),
        NamedValue(name: "资产", sort: .number("元")), NamedValue(name: "劳力", sort: .number("人")),
        NamedValue(name: "搬迁", sort: .date),
      ],
      [
        NamedValue(name: "在校", sort: .truth), NamedValue(name: "残疾", sort: .truth),
        NamedValue(name: "等级", sort: .option("等级")), NamedValue(name: "额", sort: .number("元")),
        NamedValue(name: "补助", sort: .number("元")), NamedValue(name: "岁数", sort: .number("岁")),
        NamedValue(name: "出生", sort: .date),
      ],
    ]
  }

  private mutating func parameter(_ name: String, _ type: String) -> String {
    let value =
      random.below(3) == 0
      ? "未公布" : type.hasPrefix("%") ? pick(["0%", "50%", "100%"]) : pick(["0", "1", "2"])
    return "参数 \(name) \(type)\n  自 2020-01-01 至 2020-12-31 \(value)"
  }

  private mutating func parameter(_ name: String, _ type: String, key: String) -> String {
    var rows = ["    | \(key) | 值 |"]
    for option in Self.options[key]! {
      rows.append("    | \(option) | \(pick(["0", "1", "2", "未公布"])) |")
    }
    return """
      参数 \(name) \(type) 按 \(key) 范围 0 至 2
        自 2020-01-01 至 2020-12-31
      \(rows.joined(separator: "\n"))
      """
  }

  // MARK: Rules

  private mutating func rule(_ name: String) {
    let entity = pick([0, 1, 1, 2, 2])
    let word = Self.entities[entity].name
    let text: String
    let sort: Sort
    switch random.below(20) {
    case 0..<4:
      (text, sort) = ("指标 \(name) 每 \(word) 是否 = \(truth(entity, 3))", .truth)
    case 4..<9:
      let unit = pick(Self.entities[entity].units)
      (text, sort) = ("指标 \(name) 每 \(word) \(unit) = \(number(unit, entity, 3))", .number(unit))
    case 9:
      let set = pick(["等级", "档次"])
      (text, sort) = ("指标 \(name) 每 \(word) \(set) = \(option(set, entity, 2))", .option(set))
    case 10:
      (text, sort) = ("指标 \(name) 每 \(word) 元 = 查表\n\(table(entity, title: "值"))", .number("元"))
    case 11:
      let set = pick(["等级", "档次"])
      let results = Self.options[set]! + ["不适用"]
      (text, sort) = (
        "指标 \(name) 每 \(word) \(set) = 查表\n\(table(entity, title: "值", results))", .option(set)
      )
    case 12..<14: (text, sort) = (standard(name, entity), .truth)
    case 14..<16: (text, sort) = (finding(name, entity), .truth)
    default: (text, sort) = (benefit(name, entity), .number("元"))
    }
    declarations.append(text)
    values[entity].append(NamedValue(name: name, sort: sort))
  }

  private mutating func standard(_ name: String, _ entity: Int) -> String {
    var lines = ["标准 \(name) 每 \(Self.entities[entity].name)"]
    for _ in 0..<random.below(2) { lines.append("  适用 \(truth(entity, 1))") }
    for number in 1...1 + random.below(3) {
      lines.append("  要求 第\(Self.numerals[number])项：\(truth(entity, 2))")
    }
    return lines.joined(separator: "\n")
  }

  private mutating func finding(_ name: String, _ entity: Int) -> String {
    var lines = ["认定 \(name) 每 \(Self.entities[entity].name)"]
    for _ in 0...random.below(2) { lines.append("  条件 \(truth(entity, 2))") }
    for _ in 0..<random.below(3) { lines.append("  除非 \(truth(entity, 1))") }
    return lines.joined(separator: "\n")
  }

  private mutating func benefit(_ name: String, _ entity: Int) -> String {
    var lines = ["补贴 \(name) 每 \(Self.entities[entity].name)"]
    for _ in 0..<random.below(2) { lines.append("  条件 \(truth(entity, 1))") }
    for _ in 0..<random.below(2) { lines.append("  除非 \(truth(entity, 1))") }
    lines.append(
      random.below(3) == 0 ? "  金额 查表\n\(table(entity, title: "金额"))" : "  金额 \(amount(entity, 2))")
    for _ in 0..<pick([0, 0, 1, 2]) {
      lines.append("  例外 \(truth(entity, 1)) 时 金额 \(amount(entity, 0))")
    }
    if random.below(3) == 0 { lines.append("  执行 \(number("元", entity, 1))") }
    if random.below(3) == 0 { lines.append("  取整 \(pick(["四舍五入 到 元", "截尾 到 元", "四舍五入 到 1位"]))") }
    return lines.joined(separator: "\n")
  }

  /// An amount that is rarely negative, which would be an error of the record.
  private mutating func amount(_ entity: Int, _ depth: Int) -> String {
    let figure = random.below(2) == 0 ? pick(["1元", "2元", "3元"]) : number("元", entity, depth)
    let paid = figure.hasSuffix("元") ? figure : "最大（（\(figure)）、0元）"
    return pick(["", "", "", "不低于 ", "不超过 "]) + paid
  }

  /// 查表 with one or two keys that its rows divide among them, or with a row for the rest.
  private mutating func table(_ entity: Int, title: String, _ results: [String] = []) -> String {
    let columns = (0...random.below(2)).map { _ in column(entity) }
    let hasRest = random.below(3) == 0
    var rows = columns[0].cells.map { [$0] }
    if columns.count > 1 {
      rows = rows.flatMap { row in
        random.below(4) == 0 ? [row + ["任意"]] : columns[1].cells.map { row + [$0] }
      }
    }
    if hasRest {
      if rows.count > 1 { rows.removeLast() }
      rows.append(columns.map { _ in "其余" })
    }
    var lines = ["    | " + columns.map(\.head).joined(separator: " | ") + " | \(title) |"]
    for row in rows {
      let result = results.isEmpty ? cell(entity, title) : pick(results)
      lines.append("    | " + (row + [result]).joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n")
  }

  private mutating func cell(_ entity: Int, _ title: String) -> String {
    switch random.below(6) {
    case 0: "不适用"
    case 1, 2: pick(["1元", "2元", "3元"])
    default: title == "金额" ? amount(entity, 0) : number("元", entity, 1)
    }
  }

  /// A key of a table, and cells that cover all its values once.
  private mutating func column(_ entity: Int) -> (head: String, cells: [String]) {
    switch random.below(4) {
    case 0: return (truth(entity, 1), ["是", "否"])
    case 1: return (number("元", entity, 1), pick([["低于 1元", "1元 以上"], ["低于 0元", "0 至 1元", "超过 1元"]]))
    default:
      let set = pick(["等级", "档次"])
      guard let key = reference(.option(set), entity) else { return (truth(entity, 1), ["是", "否"]) }
      let names = Self.options[set]!
      let cut = 1 + random.below(names.count - 1)
      return (key, [names[..<cut].joined(separator: "、"), names[cut...].joined(separator: "、")])
    }
  }

  // MARK: Truths

  /// Every expression is an atom: a name, a call, or in brackets.
  private mutating func truth(_ entity: Int, _ depth: Int) -> String {
    if depth <= 0 { return reference(.truth, entity) ?? "是" }
    let next = depth - 1
    func bracketed(_ parts: [String], _ word: String) -> String {
      "（\(parts.joined(separator: " \(word) "))）"
    }
    switch random.below(17) {
    case 0: return "（非 \(truth(entity, next))）"
    case 1, 2: return bracketed((0...1 + random.below(2)).map { _ in truth(entity, next) }, "且")
    case 3, 4: return bracketed((0...1 + random.below(2)).map { _ in truth(entity, next) }, "或")
    case 5, 6: return comparison(entity, next)
    case 7, 8: return membership(entity, next)
    case 9:
      let bounds = pick([("0元", "1元"), ("1元", "2元")])
      return "（\(number("元", entity, next)) 在 \(bounds.0) 至 \(bounds.1)）"
    case 10:
      let last = pick([" 否则 \(truth(entity, next))", " 否则 不适用", ""])
      return "（\(truth(entity, next)) 时 \(truth(entity, next))\(last)）"
    case 11:
      let items = (0...1 + random.below(2)).map { _ in truth(entity, next) }
      return pick(["全部", "任一", "至少 1 项", "至少 2 项"]) + "（\(items.joined(separator: "、"))）"
    case 12: return "（\(truth(entity, next)) \(pick(["=", "!="])) \(truth(entity, next))）"
    case 13: return dates(entity)
    default:
      guard let (group, member) = group(entity, next) else { return comparison(entity, next) }
      return "（\(pick(["每个", "存在"])) \(group) 满足（\(truth(member, next))））"
    }
  }

  private mutating func comparison(_ entity: Int, _ depth: Int) -> String {
    let unit = pick(Self.entities[entity].units)
    let word = pick(["不低于", "不超过", "超过", "低于", "=", "!="])
    return "（\(number(unit, entity, depth)) \(word) \(number(unit, entity, random.below(2)))）"
  }

  private mutating func membership(_ entity: Int, _ depth: Int) -> String {
    let set = pick(["等级", "档次", "类别"])
    guard let value = reference(.option(set), entity) else { return comparison(entity, depth) }
    let names = Self.options[set]!
    if set == "档次", random.below(3) == 0 { return "（\(value) \(pick(["不低于", "超过", "低于"])) 中档）" }
    let other = option(set, entity, 1)
    if random.below(4) == 0, !names.contains(other) { return "（\(value) \(pick(["=", "!="])) \(other)）" }
    let listed = names.filter { _ in random.below(2) == 0 }
    let open = pick(["", "", " 等"])
    let list = (listed.isEmpty ? [names[0]] : listed).joined(separator: "、")
    return "（\(value) \(pick(["为", "为", "不为"])) \(list)\(open)）"
  }

  private mutating func dates(_ entity: Int) -> String {
    guard let value = reference(.date, entity) else { return comparison(entity, 1) }
    let symbol = pick([">=", "<=", "<", ">"])
    switch random.below(4) {
    case 0: return "（年份（\(value)） = \(pick(["评估年度", "2005年"]))）"
    case 1: return "（\(value) \(symbol) （评估日 - \(pick(["0天", "1天"]))））"
    default: return "（\(value) \(symbol) \(pick(["评估日", "2005-06-30"]))）"
    }
  }

  // MARK: Numbers

  private mutating func number(_ unit: String, _ entity: Int, _ depth: Int) -> String {
    if depth <= 0 || random.below(8) == 0 { return plainNumber(unit, entity) }
    let next = depth - 1
    switch random.below(16) {
    case 0, 1: return "（\(term(unit, entity, next)) \(pick(["+", "-"])) \(term(unit, entity, next))）"
    case 2:
      return "（\(term(unit, entity, next)) + \(plainNumber(unit, entity)) - \(plainNumber(unit, entity))）"
    case 3 where unit == "元": return "（\(number(unit, entity, next)) * \(number("%", entity, next))）"
    case 4: return "（\(truth(entity, next)) 时 \(number(unit, entity, next)) 否则 \(number(unit, entity, next))）"
    case 5:
      let last = pick([number(unit, entity, next), "不适用"])
      return """
        （\(truth(entity, next)) 时 \(number(unit, entity, next)) 否则 \(truth(entity, 0)) 时 \
        \(plainNumber(unit, entity)) 否则 \(last)）
        """
    case 6, 7:
      let items = [term(unit, entity, next), term(unit, entity, next), plainNumber(unit, entity)]
      let listed = items[..<(2 + random.below(2))].joined(separator: "）、（")
      return pick(["最大", "最小", "合计"]) + "（（\(listed)））"
    case 8 where unit == "元": return rounded(number(unit, entity, next), entity)
    default: return aggregate(unit, entity, next) ?? special(unit, entity, next)
    }
  }

  private mutating func rounded(_ number: String, _ entity: Int) -> String {
    let word = pick(["四舍五入", "截尾"])
    // As many decimals as a cell says: a figure that has some.
    if entity == 1, random.below(2) == 0 { return "\(word)（（\(number) * 25%） 到 位数 位 按 元）" }
    return "\(word)（\(number) 到 \(pick(["元", "1位"]))）"
  }

  /// A number that may stand in a sum: a ratio has to be rounded first.
  private mutating func term(_ unit: String, _ entity: Int, _ depth: Int) -> String {
    let text = number(unit, entity, depth)
    let isRatio = text.contains("/ ") || text.contains("占比") || text.contains("平均")
    return isRatio && unit == "元" ? rounded(text, entity) : text
  }

  private mutating func aggregate(_ unit: String, _ entity: Int, _ depth: Int) -> String? {
    guard let members = Self.entities[entity].members, let group = group(entity, depth) else { return nil }
    if unit == members.unit { return "计数（\(group.text)）" }
    if unit == "%" {
      let separator = group.text.contains("当") ? " 满足 " : " 当 是 满足 "
      return "占比（\(group.text)\(separator)\(truth(group.member, depth))）"
    }
    let isMean = unit == "元/\(members.unit)"
    guard let value = plainReference(.number(isMean ? "元" : unit), members.entity) else { return nil }
    let condition = group.text.dropFirst(members.field.count)
    return (isMean ? "平均" : pick(["合计", "合计", "最大", "最小"]))
      + "（\(members.field) 的 \(value)\(condition)）"
  }

  /// What only numbers of one unit can be.
  private mutating func special(_ unit: String, _ entity: Int, _ depth: Int) -> String {
    switch unit {
    case "%": return "（\(number("元", entity, depth)) / \(number("元", entity, 0))）"
    case "元/人", "元/户":
      let counted = String(unit.dropFirst(2))
      return "（\(number("元", entity, depth)) / \(number(counted, entity, depth))）"
    case "元": return "（\(number("元", entity, depth)) / \(number("%", entity, 0))）"
    case "岁": return reference(.date, entity).map { "周岁（\($0)）" } ?? "15岁"
    case "天": return reference(.date, entity).map { "（评估日 - \($0)）" } ?? "1天"
    default: return plainNumber(unit, entity)
    }
  }

  /// A name, a figure or a parameter.
  private mutating func plainNumber(_ unit: String, _ entity: Int) -> String {
    let choice = random.below(10)
    if choice < 6, let value = reference(.number(unit), entity) { return value }
    if unit == "%" { return choice < 8 ? "比例" : pick(["50%", "100%"]) }
    if unit == "元", choice < 9 {
      let set = pick(["等级", "类别", "档次"])
      if choice < 8, let key = reference(.option(set), entity) { return "\(set)线（\(key)）" }
      return pick(["线", "线", "无界线"])
    }
    return unit == "岁" ? pick(["14岁", "15岁"]) : pick(["0", "1", "2"]) + unit
  }

  // MARK: Options, references and groups

  private mutating func option(_ set: String, _ entity: Int, _ depth: Int) -> String {
    let names = Self.options[set]!
    if depth > 0, random.below(2) == 0 {
      return "（\(truth(entity, depth - 1)) 时 \(pick(names)) 否则 \(option(set, entity, depth - 1))）"
    }
    return random.below(3) == 0 ? pick(names) : reference(.option(set), entity) ?? pick(names)
  }

  /// The members of an entity, all of them or those for which a condition holds.
  private mutating func group(_ entity: Int, _ depth: Int) -> (text: String, member: Int)? {
    guard let members = Self.entities[entity].members else { return nil }
    let condition = random.below(2) == 0 ? " 当 \(truth(members.entity, depth - 1))" : ""
    return (members.field + condition, members.entity)
  }

  private mutating func plainReference(_ sort: Sort, _ entity: Int) -> String? {
    let names = values[entity].filter { $0.sort == sort }.map(\.name)
    return names.isEmpty ? nil : pick(names)
  }

  /// A field or a rule of the entity, or of one that it belongs to.
  private mutating func reference(_ sort: Sort, _ entity: Int) -> String? {
    var names = values[entity].filter { $0.sort == sort }.map(\.name)
    var path = ""
    var above = Self.entities[entity].owner
    while let owner = above {
      path += owner.field + " 的 "
      // Elsewhere a count of members is another unit.
      if ![.number("人"), .number("户"), .number("元/人"), .number("元/户")].contains(sort) {
        let found = values[owner.entity].filter { $0.sort == sort }.map { path + $0.name }
        // Names of the entity itself are the likelier ones.
        if names.isEmpty || random.below(3) == 0 { names += found }
      }
      above = Self.entities[owner.entity].owner
    }
    return names.isEmpty ? nil : pick(names)
  }

  private mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[random.below(choices.count)] }
}
