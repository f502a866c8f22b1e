/// Writes random programs that use every production of the grammar and have no error.
struct RandomProgram {
  /// Returns the text of a program, the same one for the same seed.
  static func text(seed: UInt64) -> String {
    var program = RandomProgram(random: SeededGenerator(seed: seed))
    for _ in 0..<1 + program.random.below(4) { program.declaration() }
    return ProgramWriter.text(of: program.lines, random: &program.random)
  }

  private var random: SeededGenerator
  private var lines: [ProgramLine] = []
  private var atoms: [Atom] = []

  private init(random: SeededGenerator) { self.random = random }

  // MARK: Vocabulary

  /// Names, among them such as hold reserved words or equal words that mean something elsewhere.
  private static let names = [
    "甲", "户", "人", "成员", "年龄", "收入", "上年投入", "不足人数", "在校", "至今收入", "否则项", "的确", "满足率",
    "金额", "要求", "单位", "标准", "条件", "地区", "位数", "A级", "B级", "H1", "x_1", "_甲", "甲A乙", "Z",
    "每人收入", "等级", "是否在校", "计数项", "合计数", "身体原因不能就学", "㐀", "𠀀甲", "々", "〇",
  ]
  private static let unitWords = ["元", "万元", "亿元", "人", "户", "年", "月", "岁", "平方米", "千克", "kg", "生"]
  static let atLeastWords = ["不低于", "不少于", "不小于", "不早于", "达到", "至少"]
  static let atMostWords = ["不超过", "不高于", "不多于", "不大于", "不晚于", "至多"]
  static let comparisons =
    atLeastWords + atMostWords
    + [
      "超过", "高于", "多于", "大于", "晚于", "低于", "少于", "小于", "早于", "不足", "不满", "等于",
      "不等于",
    ]
  private static let comparisonSymbols = [">=", "<=", "!=", "=", "<", ">"]
  private static let boundaries = ["以上", "及以上", "及以后", "以下", "及以下", "以内", "及以前", "以外"]
  private static let contents = ["", "甲", "‘稳定超过’的年限未定", "(Ａ)  # １", "《甲》| 、", "a \"b\" ＂", "　 "]

  // MARK: Tokens

  private mutating func add(_ text: String, _ kind: Atom.Kind, _ gap: Atom.Gap = .natural) {
    atoms.append(Atom(text: text, kind: kind, gap: gap))
  }

  private mutating func fixed(_ word: String) { add(word, .fixed) }
  private mutating func symbol(_ text: String) { add(text, .symbol) }

  private mutating func name() { add(random.pick(Self.names), .name) }

  private mutating func names(most: Int = 3) {
    name()
    for _ in 0..<random.below(most) {
      symbol("、")
      name()
    }
  }

  private mutating func number() {
    let plain = ["0", "1", "5", "12", "40", "100", "3218", "2016", "0.5", "31.17", "000123.4500"]
    let grouped = ["4,000", "1,234,567.89", "12,345"]
    add(random.pick(random.chance(1, in: 8) ? grouped : plain), .number)
  }

  private mutating func date() {
    add(
      random.pick([
        "2020-12-31", "2020-2-9", "2019-01-01", "2020年12月31日", "2016年2月29日", "2020-1-01",
      ]), .date)
  }

  /// `元/人·年`: words joined without blanks.
  private mutating func unit() {
    if random.chance(1, in: 5) { return symbol(random.pick(["%", "‰"])) }
    add(random.pick(Self.unitWords), .unit)
    for _ in 0..<(random.chance(1, in: 2) ? 0 : random.below(3)) {
      add(random.pick(["·", "/"]), .symbol, .glued)
      add(random.pick(Self.unitWords), .unit, .glued)
    }
  }

  private mutating func text() {
    let content = random.pick(Self.contents)
    switch random.below(3) {
    case 0: add("“\(content)”", .quoted)
    case 1: add("「\(content)“乙”」", .quoted)
    default:
      let quote = random.pick(["\"", "＂"])
      let free = content.filter { $0 != "\"" && $0 != "＂" }
      add(quote + free + random.pick(["", "", "“乙”", "“「"]) + quote, .quoted)
    }
  }

  private mutating func title() { add("《\(random.pick(["甲（2020）", "15个扶贫专项 方案", "", "Ａ“乙”#"]))》", .quoted) }

  private mutating func literal(signed: Bool = true) {
    if signed, random.chance(1, in: 6) { symbol("-") }
    number()
    if random.chance(2, in: 3) { unit() }
  }

  private mutating func boundary() {
    let word = random.pick(Self.boundaries)
    // W1: the word may follow a name or a unit directly.
    let previous = atoms[atoms.count - 1].kind
    let isGlued = (previous == .name || previous == .unit) && random.chance(1, in: 3)
    add(word, .fixed, isGlued ? .glued : .natural)
  }

  // MARK: Lines

  private mutating func head(_ write: (inout RandomProgram) -> Void) {
    write(&self)
    lines.append(ProgramLine(isAtMargin: true, atoms: atoms))
    atoms = []
  }

  private mutating func clause(_ word: String, _ write: (inout RandomProgram) -> Void) {
    fixed(word)
    write(&self)
    lines.append(ProgramLine(isAtMargin: false, atoms: atoms))
    atoms = []
  }

  /// Adds rows to the line that has just been written.
  private mutating func setRows(_ rows: [[[Atom]]]) { lines[lines.count - 1].rows = rows }

  private mutating func cell(_ write: (inout RandomProgram) -> Void) -> [Atom] {
    let saved = atoms
    atoms = []
    write(&self)
    defer { atoms = saved }
    return atoms
  }

  /// Calls one of `choices` some times, at most `most`.
  private mutating func several(_ most: Int, _ choices: [(inout RandomProgram) -> Void]) {
    for _ in 0..<random.below(most + 1) { choices[random.below(choices.count)](&self) }
  }

  // MARK: Declarations

  private mutating func declaration() {
    switch random.below(11) {
    case 0: document()
    case 1: citation()
    case 2: unitDeclaration()
    case 3: options()
    case 4: entity()
    case 5: parameter()
    case 6: quantity()
    case 7: standard()
    case 8: finding()
    case 9: benefit()
    default: test()
    }
  }

  private mutating func document() {
    head {
      $0.fixed("文档")
      $0.title()
      if $0.random.chance(1, in: 2) { $0.name() }
    }
    let raws = ["四川省脱贫攻坚领导小组办公室", "川办〔2019〕4号", "甲 乙　（丙）、“丁” 《Ａ", "-"]
    if random.chance(1, in: 2) {
      clause("发文机关") { $0.add($0.random.pick(raws), .quoted, .spaced) }
    }
    if random.chance(1, in: 2) { clause("文号") { $0.add($0.random.pick(raws), .quoted, .spaced) } }
    if random.chance(1, in: 2) {
      clause("地区") {
        $0.name()
        for _ in 0..<$0.random.below(3) {
          $0.symbol("/")
          $0.name()
        }
      }
    }
    if random.chance(1, in: 2) { clause("印发日期") { $0.date() } }
    if random.chance(1, in: 2) { validity() }
    several(2, [{ $0.note() }])
  }

  private mutating func citation() {
    head {
      $0.fixed("条款")
      $0.clauseIdentifier()
      if $0.random.chance(1, in: 2) { $0.title() } else { $0.add("简称", .name, .spaced) }
      if $0.random.chance(1, in: 2) {
        $0.add($0.random.pick(["第7章/二/（三）/1", "一  、Ａ 《", "1.", "-甲 | 乙"]), .quoted, .spaced)
      }
      $0.text()
      if $0.random.chance(1, in: 4) {
        $0.fixed("存疑")
        $0.text()
      }
    }
    if random.chance(1, in: 3) { clause("不设规则") { $0.text() } }
    several(1, [{ $0.note() }])
  }

  private mutating func unitDeclaration() {
    head {
      $0.fixed("单位")
      $0.name()
      if $0.random.chance(1, in: 2) {
        $0.symbol("=")
        if $0.random.chance(1, in: 2) { $0.number() }
        $0.unit()
      }
      if $0.random.chance(1, in: 2) { $0.fixed("整数") }
    }
  }

  private mutating func options() {
    head {
      $0.fixed("选项")
      $0.name()
      if $0.random.chance(1, in: 3) { $0.fixed("有序") }
      $0.names(most: 5)
      if $0.random.chance(1, in: 4) { $0.fixed("等") }
    }
  }

  private mutating func entity() {
    head {
      $0.fixed("实体")
      $0.name()
      if $0.random.chance(1, in: 2) {
        $0.fixed("计")
        $0.name()
      }
    }
    for _ in 0..<random.below(6) { field() }
  }

  private mutating func field() {
    name()
    type()
    var attributes = ["范围", "小数", "列", "空为", "敏感"].filter { _ in random.chance(1, in: 3) }
    attributes.shuffle(using: &random)
    for attribute in attributes {
      fixed(attribute)
      switch attribute {
      case "范围": range()
      case "小数": number()
      case "列":
        text()
        if random.chance(1, in: 2) { add(random.pick(Self.unitWords), .unit) }
      case "空为":
        switch random.below(3) {
        case 0: fixed("否")
        case 1: fixed("未发生")
        default: number()
        }
      default: break
      }
    }
    lines.append(ProgramLine(isAtMargin: false, atoms: atoms))
    atoms = []
  }

  private mutating func type() {
    switch random.below(8) {
    case 0: fixed(random.pick(["编号", "是否", "有无", "日期", "年份"]))
    case 1:
      fixed("属于")
      name()
    case 2:
      fixed("若干")
      name()
      if random.chance(1, in: 2) {
        fixed("以")
        name()
      }
    default: unit()
    }
  }

  private mutating func constant() { if random.chance(1, in: 5) { date() } else { literal() } }

  private mutating func range() {
    constant()
    if random.chance(1, in: 2) {
      fixed("至")
      constant()
    } else {
      boundary()
    }
  }

  private mutating func validity() {
    clause("有效期") {
      $0.date()
      $0.fixed("至")
      $0.date()
    }
  }

  private mutating func note() { clause("存疑") { $0.text() } }

  private mutating func clauseIdentifier() {
    add(random.pick(["D4", "外", "SOC", "D0", "甲乙"]), .name)
    for _ in 0..<random.below(3) {
      add("-", .symbol, .glued)
      if random.chance(1, in: 2) {
        add(random.pick(["SOC", "F05", "丙"]), .name, .glued)
      } else {
        add(random.pick(["05", "1", "017"]), .number, .glued)
      }
    }
  }

  private mutating func citations() {
    fixed("依据")
    clauseIdentifier()
    for _ in 0..<random.below(3) {
      symbol("、")
      clauseIdentifier()
    }
  }

  private mutating func maybeCitations() { if random.chance(1, in: 4) { citations() } }

  private mutating func citingClause() {
    citations()
    lines.append(ProgramLine(isAtMargin: false, atoms: atoms))
    atoms = []
  }

  // MARK: 参数

  private mutating func parameter() {
    head {
      $0.fixed("参数")
      $0.name()
      $0.type()
      if $0.random.chance(1, in: 3) {
        $0.fixed("按")
        $0.names()
      }
      if $0.random.chance(1, in: 3) {
        $0.fixed("范围")
        $0.range()
      }
    }
    several(4, [{ $0.entry() }, { $0.entry() }, { $0.note() }, { $0.citingClause() }])
  }

  private mutating func entry() {
    clause("自") {
      $0.date()
      switch $0.random.below(3) {
      case 0:
        $0.fixed("至")
        $0.date()
      case 1: $0.fixed("长期")
      default: break
      }
      switch $0.random.below(4) {
      case 0: $0.fixed("未公布")
      case 1: break
      default: $0.constant()
      }
      $0.maybeCitations()
    }
    guard random.chance(1, in: 2) else { return }
    let keys = 1 + random.below(3)
    var rows = [(0..<keys).map { _ in cell { $0.name() } } + [cell { $0.fixed("值") }]]
    for _ in 0..<random.below(4) {
      var row = (0..<keys).map { _ in cell { $0.pattern() } }
      row.append(cell { if $0.random.chance(1, in: 4) { $0.fixed("未公布") } else { $0.constant() } })
      rows.append(row)
    }
    setRows(rows)
  }

  // MARK: 指标, 标准, 认定, 补贴

  private mutating func ruleHead(_ word: String) {
    fixed(word)
    name()
    if random.chance(1, in: 4) {
      add("每" + random.pick(["户", "人", "学校", "A类"]), .name)
    } else {
      fixed("每")
      name()
    }
  }

  private mutating func quantity() {
    var isTable = false
    head {
      $0.ruleHead("指标")
      $0.type()
      $0.symbol("=")
      isTable = $0.random.chance(1, in: 4)
      if isTable { $0.fixed("查表") } else { $0.expression(3) }
      $0.maybeCitations()
    }
    if isTable { setRows(lookUp(result: "值")) }
    several(2, [{ $0.note() }, { $0.citingClause() }])
  }

  private mutating func standard() {
    head { $0.ruleHead("标准") }
    let others: [(inout RandomProgram) -> Void] = [
      { $0.note() }, { $0.citingClause() },
      {
        $0.clause("适用") {
          $0.expression(2)
          $0.maybeCitations()
        }
      },
      { $0.requirement() },
    ]
    several(2, others)
    if random.chance(1, in: 3) { validity() }
    requirement()
    several(3, others)
  }

  private mutating func requirement() {
    clause("要求") {
      $0.name()
      if $0.random.chance(3, in: 4) {
        $0.symbol(":")
        $0.expression(3)
      }
      $0.maybeCitations()
    }
  }

  private mutating func condition(_ word: String) {
    clause(word) {
      $0.expression(3)
      $0.maybeCitations()
    }
  }

  private mutating func finding() {
    head { $0.ruleHead("认定") }
    condition("条件")
    if random.chance(1, in: 3) { validity() }
    several(
      3,
      [{ $0.note() }, { $0.citingClause() }, { $0.condition("条件") }, { $0.condition("除非") }])
  }

  private mutating func benefit() {
    head { $0.ruleHead("补贴") }
    several(2, [{ $0.condition("条件") }, { $0.condition("除非") }, { $0.citingClause() }])
    if random.chance(1, in: 3) { validity() }
    amountClause { $0.fixed("金额") }
    several(
      2,
      [
        { $0.note() },
        {
          $0.amountClause {
            $0.fixed("例外")
            $0.logic(2)
            $0.fixed("时")
            $0.fixed("金额")
          }
        },
      ])
    if random.chance(1, in: 3) {
      clause("执行") {
        $0.sum(2)
        $0.maybeCitations()
      }
    }
    if random.chance(1, in: 3) {
      clause("取整") {
        $0.fixed($0.random.pick(["四舍五入", "截尾"]))
        $0.roundingTarget()
      }
    }
  }

  private mutating func amountClause(_ start: (inout RandomProgram) -> Void) {
    start(&self)
    let isTable = random.chance(1, in: 3)
    if isTable { fixed("查表") } else { amount(3) }
    maybeCitations()
    lines.append(ProgramLine(isAtMargin: false, atoms: atoms))
    atoms = []
    if isTable { setRows(lookUp(result: "金额")) }
  }

  private mutating func amount(_ size: Int) {
    switch random.below(4) {
    case 0:
      fixed(random.pick(Self.atLeastWords + Self.atMostWords))
      sum(size - 1)
    default: expression(size)
    }
  }

  private mutating func lookUp(result: String) -> [[[Atom]]] {
    let keys = 1 + random.below(3)
    var rows = [(0..<keys).map { _ in cell { $0.logic(1) } } + [cell { $0.fixed(result) }]]
    for _ in 0..<random.below(4) {
      rows.append((0..<keys).map { _ in cell { $0.pattern() } } + [cell { $0.amount(2) }])
    }
    return rows
  }

  private mutating func pattern() {
    switch random.below(8) {
    case 0: fixed("任意")
    case 1: fixed("其余")
    case 2: fixed(random.pick(["是", "否"]))
    case 3:
      literal()
      fixed("至")
      literal()
    case 4:
      literal()
      boundary()
    case 5:
      if random.chance(1, in: 2) {
        fixed(random.pick(Self.comparisons))
      } else {
        symbol(random.pick(Self.comparisonSymbols))
      }
      literal()
    case 6: literal()
    default: names()
    }
  }

  // MARK: Expressions

  private mutating func expression(_ size: Int) {
    logic(size)
    guard size > 0, random.chance(1, in: 5) else { return }
    fixed("时")
    logic(size - 1)
    for _ in 0..<random.below(3) {
      fixed("否则")
      logic(size - 1)
      guard random.chance(1, in: 2) else { return }
      fixed("时")
      logic(size - 1)
    }
  }

  private mutating func logic(_ size: Int) {
    let connective = random.pick(["且", "或"])
    unary(size)
    for _ in 0..<(size > 0 && random.chance(1, in: 3) ? 1 + random.below(3) : 0) {
      fixed(connective)
      unary(size - 1)
    }
  }

  private mutating func unary(_ size: Int) {
    while random.chance(1, in: 8) { fixed("非") }
    compare(size)
  }

  private mutating func compare(_ size: Int) {
    switch random.below(9) {
    case 0:
      sum(size)
      symbol(random.pick(Self.comparisonSymbols))
      sum(size)
    case 1:
      sum(size)
      fixed(random.pick(Self.comparisons))
      sum(size)
    case 2:
      sum(size)
      fixed(random.pick(["为", "不为"]))
      names()
      if random.chance(1, in: 4) { fixed("等") }
    case 3:
      sum(size)
      fixed("在")
      sum(size - 1)
      if random.chance(1, in: 2) {
        fixed("至")
        sum(size - 1)
      } else {
        boundary()
      }
    case 4:
      sum(size)
      literal(signed: false)
      boundary()
    case 5: splitWords()
    default: sum(size)
    }
  }

  /// W2: `收入超过3%`, `年龄在6至15岁`; W3: `年龄在6岁至 15岁`.
  private mutating func splitWords() {
    // A word that begins with a Latin letter goes on through digits.
    let isLatin: (String) -> Bool = { $0.utf8.first! < 0x80 && !$0.hasPrefix("_") }
    add(random.pick(Self.names.filter { !isLatin($0) }), .name)
    if random.chance(1, in: 2) {
      add(random.pick(Self.comparisons), .fixed, .glued)
      add("3", .number, .glued)
      if random.chance(1, in: 2) { unit() }
    } else {
      add("在", .fixed, .glued)
      add("6", .number, .glued)
      if random.chance(1, in: 2) {
        let start = atoms.count
        unit()
        atoms[start].gap = .glued
        add("至", .fixed, atoms[atoms.count - 1].text == "kg" ? .spaced : .glued)
        add("15", .number)
      } else {
        add("至", .fixed, .glued)
        add("15", .number, .glued)
      }
      add("岁", .unit)
    }
  }

  private mutating func sum(_ size: Int) {
    product(size)
    for _ in 0..<(size > 0 && random.chance(1, in: 4) ? 1 + random.below(3) : 0) {
      symbol(random.pick(["+", "-"]))
      product(size - 1)
    }
  }

  private mutating func product(_ size: Int) {
    primary(size)
    for _ in 0..<(size > 0 && random.chance(1, in: 4) ? 1 + random.below(3) : 0) {
      symbol(random.pick(["*", "/"]))
      primary(size - 1)
    }
  }

  private mutating func primary(_ size: Int) {
    guard size > 0, random.chance(1, in: 2) else { return leaf() }
    switch random.below(9) {
    case 0:
      symbol("(")
      expression(size - 1)
      symbol(")")
    case 1:
      call(random.pick(["甲参数", "生均公用经费定额", "H1", "x"])) { program in
        program.sum(size - 1)
        for _ in 0..<program.random.below(3) {
          program.symbol("、")
          program.sum(size - 1)
        }
      }
    case 2: call(random.pick(["周岁", "年份"])) { $0.sum(size - 1) }
    case 3:
      call(random.pick(["四舍五入", "截尾"])) {
        $0.sum(size - 1)
        $0.roundingTarget()
      }
    case 4:
      call(random.pick(["合计", "最大", "最小"])) { program in
        program.sum(size - 1)
        for _ in 0...program.random.below(3) {
          program.symbol("、")
          program.sum(size - 1)
        }
      }
    case 5:
      fixed(random.pick(["每个", "存在"]))
      path()
      whose(size)
      fixed("满足")
      symbol("(")
      expression(size - 1)
      symbol(")")
    case 6:
      call(random.pick(["计数", "合计", "平均", "最大", "最小"])) {
        $0.path()
        $0.whose(size)
      }
    case 7:
      call("占比") {
        $0.path()
        $0.whose(size)
        $0.fixed("满足")
        $0.logic(size - 1)
      }
    default: threshold(size)
    }
  }

  private mutating func leaf() {
    switch random.below(10) {
    case 0, 1, 2: literal()
    case 3: date()
    case 4: fixed(random.pick(["是", "否", "不适用", "评估日", "评估年度"]))
    default: path()
    }
  }

  private mutating func path() {
    name()
    while random.chance(1, in: 4) {
      fixed("的")
      name()
    }
  }

  private mutating func whose(_ size: Int) {
    guard random.chance(1, in: 2) else { return }
    fixed("当")
    logic(size - 1)
  }

  private mutating func call(_ function: String, _ arguments: (inout RandomProgram) -> Void) {
    add(function, .name)
    add("(", .symbol, .glued)
    arguments(&self)
    symbol(")")
  }

  private mutating func roundingTarget() {
    fixed("到")
    switch random.below(3) {
    case 0: return unit()
    case 1: number()
    default: path()
    }
    fixed("位")
    if random.chance(1, in: 2) {
      fixed("按")
      unit()
    }
  }

  private mutating func threshold(_ size: Int) {
    func items(_ program: inout RandomProgram) {
      for _ in 0..<program.random.below(3) {
        program.item(size - 1)
        program.symbol("、")
      }
      program.logic(size - 1)
    }
    guard random.chance(1, in: 2) else { return call(random.pick(["全部", "任一"]), items) }
    fixed("至少")
    add(random.pick(["1", "2", "12"]), .number)
    fixed("项")
    symbol("(")
    items(&self)
    symbol(")")
  }

  /// An item before 、: a list of options at its end would go on behind the 、 and needs brackets.
  private mutating func item(_ size: Int) {
    let start = atoms.count
    logic(size)
    guard atoms[start...].contains(where: { $0.text == "为" || $0.text == "不为" }) else { return }
    atoms.insert(Atom(text: "(", kind: .symbol), at: start)
    symbol(")")
  }

  // MARK: 测试

  private mutating func test() {
    head {
      $0.fixed("测试")
      $0.text()
    }
    if random.chance(2, in: 3) { clause("评估日") { $0.date() } }
    several(3, [{ $0.given() }, { $0.expectedTable() }, { $0.expectedOutcome() }])
  }

  private mutating func data() {
    let values = ["H1", "12", "-3.50", "Ａ－１", "5  万元", "2020-12-31", "甲　乙", "一级", "“甲|乙” 丙", "是", "4,000"]
    add(random.pick(values), .data)
  }

  private mutating func given() {
    clause("给定") { $0.name() }
    let columns = 1 + random.below(4)
    var rows = [(0..<columns).map { _ in cell { $0.name() } }]
    for _ in 0..<random.below(4) {
      rows.append((0..<columns).map { _ in cell { if $0.random.chance(3, in: 4) { $0.data() } } })
    }
    setRows(rows)
  }

  private mutating func ruleReference() {
    name()
    if random.chance(1, in: 3) {
      fixed("的")
      name()
    }
  }

  private mutating func expectedTable() {
    clause("期望") { $0.name() }
    let columns = 1 + random.below(3)
    var rows = [[cell { $0.name() }] + (0..<columns).map { _ in cell { $0.ruleReference() } }]
    for _ in 0..<random.below(4) {
      rows.append([cell { $0.data() }] + (0..<columns).map { _ in cell { $0.outcome() } })
    }
    setRows(rows)
  }

  private mutating func expectedOutcome() {
    clause("期望") {
      $0.name()
      $0.data()
      $0.fixed("的")
      $0.ruleReference()
      $0.symbol("=")
      $0.outcome()
    }
  }

  private mutating func outcome() {
    switch random.below(6) {
    case 0: fixed(random.pick(["达标", "不达标", "符合", "不符合", "不适用", "冲突", "未生效", "是", "否"]))
    case 1: name()
    case 2: literal()
    case 3: bound()
    default:
      fixed(random.pick(["待核实", "标准未公布"]))
      switch random.below(4) {
      case 0: literal()
      case 1:
        fixed("在")
        constant()
        fixed("至")
        constant()
      case 2: bound()
      default: break
      }
      for _ in 0..<random.below(3) {
        fixed("或")
        fixed(random.pick(["不适用", "冲突"]))
      }
      if random.chance(1, in: 2) {
        fixed("缺")
        names()
      }
    }
  }

  private mutating func bound() {
    fixed(random.pick(Self.atLeastWords + Self.atMostWords))
    literal()
  }
}
