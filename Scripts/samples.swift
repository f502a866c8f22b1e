/// Writes the invented records of policies/sichuan/2020/samples: the same files every time.
///
/// usage: samples FOLDER
///
/// Ordinary households come from a small generator with a fixed seed. The cases that a reader should see
/// (a figure on the line, a missing cell, a row that cannot be read) are then written over single households
/// and persons by name; the README of the folder lists them.

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SplitMix64: a sequence that is the same on every machine.
struct Generator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number in the range. The remainder favours small numbers a little, which does no harm here.
  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  /// One of the choices, each as often as its weight says.
  mutating func pick<T>(_ choices: [(T, weight: Int)]) -> T {
    var left = number(1...choices.reduce(0) { $0 + $1.weight })
    for choice in choices {
      left -= choice.weight
      if left <= 0 { return choice.0 }
    }
    return choices[0].0
  }
}

/// One row: the cells by the name of the field. A field that is not set is an empty cell.
final class Row {
  var cells: [String: String]

  init(_ cells: [String: String]) { self.cells = cells }

  subscript(_ field: String) -> String {
    get { cells[field] ?? "" }
    set { cells[field] = newValue }
  }
}

final class Household {
  let row: Row
  var members: [Row] = []

  init(_ row: Row) { self.row = row }
}

struct Table {
  let name: String
  let columns: [String]
  var rows: [Row]

  /// Comma separated, one line per row. No cell here holds a comma or a quotation mark.
  var text: String {
    ([columns] + rows.map { row in columns.map { row[$0] } })
      .map { $0.joined(separator: ",") + "\n" }
      .joined()
  }
}

func yes(_ truth: Bool) -> String { truth ? "是" : "否" }

// MARK: Ordinary households

/// What a village tells about its households.
struct Village {
  let name: String
  let households: Int
  /// The local rates of the care subsidy, 元/人·月.
  let firstGrade: String
  let secondGrade: String

  /// The first character of the name: every household id begins with it.
  var mark: String { String(name.prefix(1)) }
}

func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

struct Records {
  let villages = [
    Village(name: "甲村", households: 22, firstGrade: "100", secondGrade: "60"),
    Village(name: "乙村", households: 20, firstGrade: "100", secondGrade: "60"),
    Village(name: "丙村", households: 18, firstGrade: "80", secondGrade: "50"),
  ]
  var generator = Generator(state: 2020)
  var households: [String: Household] = [:]
  var order: [String] = []

  init() {
    for village in villages {
      for number in 1...village.households {
        let made = household(number, in: village, registered: generator.chance(80), ages: ages())
        households[made.row["户编号"]] = made
        order.append(made.row["户编号"])
      }
    }
  }

  /// Ages of a household: one or two adults, then children and old people.
  mutating func ages() -> [Int] {
    let size = generator.pick([
      (1, weight: 10), (2, weight: 18), (3, weight: 27), (4, weight: 27), (5, weight: 13), (6, weight: 5),
    ])
    if size == 1 { return [generator.number(58...82)] }
    let head = generator.number(28...62)
    var ages = [head, head + generator.number(-4...4)]
    while ages.count < size {
      ages.append(generator.chance(60) ? generator.number(2...17) : generator.number(60...86))
    }
    return ages
  }

  /// A household as it mostly is: poor on the register or not, everything in order.
  mutating func household(_ number: Int, in village: Village, registered: Bool, ages: [Int]) -> Household {
    let alone = ages.count == 1
    let destitute = registered && alone && generator.chance(40)
    let minimumLiving = registered && !destitute && generator.chance(25)
    let exited = registered && !minimumLiving && !destitute && generator.chance(85)
    let id = village.mark + twoDigits(number)
    let income = generator.number(4600...12_800)
    let household = Household(
      Row([
        "户编号": id,
        "所属村": village.name,
        "建档立卡": yes(registered),
        "家庭人均纯收入": generator.chance(50) ? "\(income)" : "\(income).\(twoDigits(generator.number(0...99)))",
        "住房危险等级": generator.chance(55) ? "A级" : "B级",
        "安全饮用水": "是",
        "生活用电": "是",
        "广播电视": "是",
        "符合农村低保条件": yes(minimumLiving),
        "已纳入农村低保": yes(minimumLiving),
      ]))
    for (index, age) in ages.enumerated() {
      let atSchool = (6...15).contains(age)
      let grade = generator.pick([
        ("无", weight: 180), ("一级", weight: 3), ("二级", weight: 5), ("三级", weight: 6), ("四级", weight: 6),
      ])
      let disabled = grade != "无"
      let person = Row([
        "人员编号": "\(id)-\(index + 1)",
        "所属户": id,
        "建档立卡": yes(registered),
        "义务教育适龄": yes(atSchool),
        "失学辍学": "否",
        "基本医保": "是",
        "大病保险": "是",
        "医疗救助": "是",
        "残疾等级": grade,
        "困难残疾人": yes(disabled && minimumLiving),
        "残疾人扶贫对象": yes(disabled && registered),
        "纳入农村低保": yes(minimumLiving),
        "参加城乡居民养老保险": yes(age >= 18 && !generator.chance(6)),
        "标注脱贫": yes(exited),
        "低保对象": yes(minimumLiving),
        "特困人员": yes(destitute),
        "其他困难群体": "否",
      ])
      if disabled {
        person["年收入"] = "\(generator.number(6...55) * 100)"
        person["自身增收提前摘帽"] = "否"
        person["享受月数"] = "12"
        if grade == "一级" { person["地方护理补贴标准"] = village.firstGrade }
        if grade == "二级" { person["地方护理补贴标准"] = village.secondGrade }
      }
      household.members.append(person)
    }
    return household
  }

  // MARK: Cases by name

  /// Makes the household anew: on the register or not, with these ages, so that the case does not hang on chance.
  mutating func remake(_ id: String, ages: [Int], registered: Bool = true, _ cells: [String: String] = [:]) {
    let village = villages.first { $0.mark == id.prefix(1) }!
    let made = household(Int(id.dropFirst())!, in: village, registered: registered, ages: ages)
    made.row["符合农村低保条件"] = "否"
    made.row["已纳入农村低保"] = "否"
    for (field, text) in cells { made.row[field] = text }
    for member in made.members {
      for field in ["困难残疾人", "残疾人扶贫对象", "纳入农村低保", "低保对象", "特困人员"] { member[field] = "否" }
      for field in ["年收入", "自身增收提前摘帽", "享受月数", "地方护理补贴标准"] { member[field] = "" }
      member["残疾等级"] = "无"
      member["标注脱贫"] = yes(registered)
    }
    households[id] = made
  }

  /// Writes cells over a person.
  func person(_ id: String, _ cells: [String: String]) {
    let parts = id.split(separator: "-")
    let row = households[String(parts[0])]!.members[Int(parts[1])! - 1]
    for (field, text) in cells { row[field] = text }
  }

  /// A disabled person on the register; the cells are written over.
  func disabledPerson(_ id: String, _ cells: [String: String]) {
    let usual = [
      "残疾人扶贫对象": "是", "困难残疾人": "是", "纳入农村低保": "否", "自身增收提前摘帽": "否", "享受月数": "12",
      "标注脱贫": "否",
    ]
    person(id, usual.merging(cells) { $1 })
  }
}

var records = Records()

let couple = [46, 44]
let family = [41, 39, 11]

// Income about the line of 4000.
records.remake("甲02", ages: couple, ["家庭人均纯收入": "3999.99"])
records.remake("甲05", ages: family, ["家庭人均纯收入": "4000"])
records.remake("甲08", ages: couple, ["家庭人均纯收入": "4000.01"])
records.remake("甲11", ages: family, ["家庭人均纯收入": ""])

// Housing, water, broadcasting.
records.remake("甲14", ages: [71, 69], ["住房危险等级": "C级"])
records.remake("甲17", ages: couple, ["住房危险等级": ""])
records.remake("乙02", ages: family, ["安全饮用水": "否"])
records.remake("乙13", ages: couple, ["广播电视": ""])

// The register: not on it, not known.
records.remake("甲20", ages: family, registered: false)
records.remake("乙18", ages: couple, ["建档立卡": ""])

// Members: school and medical insurance.
records.remake("乙04", ages: [40, 38, 13, 9])
records.person("乙04-3", ["失学辍学": "是"])
records.remake("丙03", ages: [44, 41, 14])
records.person("丙03-3", ["失学辍学": ""])
records.remake("丙09", ages: [38, 36, 6])
records.person("丙09-3", ["义务教育适龄": "", "失学辍学": "否"])
records.remake("乙07", ages: [52, 50, 17])
records.person("乙07-2", ["大病保险": "否"])
records.remake("丙06", ages: couple)
records.person("丙06-1", ["医疗救助": ""])

// A row that cannot be read leaves its household open; a row of no household is counted.
records.remake("丙12", ages: [63, 61])
records.person("丙12-2", ["年收入": "三千多"])
records.remake("乙10", ages: family)
records.person("乙10-3", ["所属户": "乙99"])

// A registered household of which no member is recorded.
records.remake("丙15", ages: [])

// The minimum living allowance: left out, not known.
records.remake("乙09", ages: [66, 64], ["符合农村低保条件": "是"])
records.remake("丙02", ages: [59], ["符合农村低保条件": ""])
records.remake("丙16", ages: [60, 58], ["符合农村低保条件": "是", "已纳入农村低保": ""])

// Disabled persons on the register. Three subsidies, each with its own boundary.
records.remake("甲04", ages: [55, 53])
records.disabledPerson("甲04-1", ["残疾等级": "一级", "地方护理补贴标准": "100", "年收入": "1200"])
records.disabledPerson("甲04-2", ["残疾等级": "三级", "年收入": "3999.99"])
records.remake("甲10", ages: [57, 49])
records.disabledPerson("甲10-1", ["残疾等级": "二级", "地方护理补贴标准": "50", "年收入": "4000"])
records.disabledPerson("甲10-2", ["残疾等级": "二级", "地方护理补贴标准": "49.99", "年收入": "2500", "享受月数": "7"])
records.remake("甲19", ages: [62, 60])
records.disabledPerson("甲19-1", ["残疾等级": "一级", "地方护理补贴标准": "79.99", "年收入": "1800"])
records.disabledPerson("甲19-2", ["残疾等级": "一级", "年收入": "1500"])
records.remake("乙15", ages: [48, 47])
records.disabledPerson("乙15-1", ["残疾等级": "", "地方护理补贴标准": "60", "年收入": "2200"])
records.disabledPerson("乙15-2", ["残疾等级": "四级", "年收入": ""])
records.remake("乙17", ages: [51, 50], ["符合农村低保条件": "是", "已纳入农村低保": "是"])
for id in ["乙17-1", "乙17-2"] {
  records.person(id, ["纳入农村低保": "是", "低保对象": "是", "标注脱贫": "否"])
}
records.disabledPerson("乙17-1", ["残疾等级": "二级", "地方护理补贴标准": "60", "年收入": "900", "纳入农村低保": "是"])
records.remake("丙05", ages: [45, 43])
records.disabledPerson("丙05-1", ["残疾等级": "三级", "年收入": "1000", "纳入农村低保": ""])
records.disabledPerson("丙05-2", ["残疾等级": "二级", "地方护理补贴标准": "50", "年收入": "3000", "享受月数": ""])
records.remake("丙08", ages: [39, 37])
let early = [
  "残疾等级": "三级", "自身增收提前摘帽": "是", "标注脱贫": "是", "困难残疾人": "否", "享受月数": "",
]
records.disabledPerson("丙08-1", early.merging(["年收入": "5200", "符合发放条件": "是", "上年度补贴标准": "1200"]) { $1 })
records.disabledPerson("丙08-2", early.merging(["年收入": "5600", "符合发放条件": "是", "上年度补贴标准": ""]) { $1 })
records.remake("丙11", ages: [42, 40])
records.disabledPerson("丙11-1", early.merging(["年收入": "6100", "符合发放条件": "否", "上年度补贴标准": "900"]) { $1 })
records.disabledPerson("丙11-2", early.merging(["年收入": "4800", "符合发放条件": "", "上年度补贴标准": "1000"]) { $1 })
records.remake("丙13", ages: [58], registered: false)
records.disabledPerson("丙13-1", ["残疾等级": "四级", "年收入": "3200"])

// The pension insurance: several classes at once, no class, a class not known, not insured.
records.remake("甲13", ages: [47, 45])
records.person("甲13-1", ["参加城乡居民养老保险": "是", "标注脱贫": "否", "其他困难群体": "是"])
records.person("甲13-2", ["参加城乡居民养老保险": "是", "标注脱贫": "是", "其他困难群体": ""])
records.remake("乙12", ages: [50, 48])
records.person("乙12-1", ["参加城乡居民养老保险": "是", "标注脱贫": ""])
records.person("乙12-2", ["参加城乡居民养老保险": "否", "标注脱贫": "否"])
records.remake("丙17", ages: [69], registered: false)
records.person("丙17-1", ["参加城乡居民养老保险": "是", "其他困难群体": "是"])

// MARK: Places

let province = Table(
  name: "省",
  columns: ["省名", "省低保标准低限", "低保标准低限发布日期"],
  rows: [Row(["省名": "示例省", "省低保标准低限": "4500", "低保标准低限发布日期": "2020-06-30"])])

func row(_ columns: [String], _ cells: String) -> Row {
  let parts = cells.split(separator: " ").map { $0 == "空" ? "" : String($0) }
  precondition(parts.count == columns.count, "\(cells): \(columns.count) cells are needed")
  return Row(Dictionary(uniqueKeysWithValues: zip(columns, parts)))
}

func table(_ name: String, _ columns: [String], _ rows: [String]) -> Table {
  Table(name: name, columns: columns, rows: rows.map { row(columns, $0) })
}

let prefectures = table(
  "市州", ["市州名", "所属省", "市州农村低保标准", "省低保标准低限"],
  [
    "甲市 示例省 4800 4500",
    "乙州 示例省 4500 4500",
    "丙市 示例省 4499.99 4500",
    "丁州 示例省 空 4500",
  ])

let counties = table(
  "县",
  [
    "县名", "所属市州", "贫困县", "计划摘帽年份", "乡村总人口", "剩余贫困人口", "漏评人口", "错退人口",
    "抽样脱贫人口数", "抽样错退人口数", "抽查村未建档立卡农村人口数", "核实漏评人口数", "调查总户数", "认可户数",
    "应发人数", "实发人数", "最后发放日期",
  ],
  [
    "甲县 甲市 是 2020 186400 705 12 9 2140 11 5320 21 1180 1131 1864 1864 2020-12-31",
    "乙县 乙州 是 2020 100000 2940 36 24 1500 30 4000 80 1000 900 1520 1519 2020-12-20",
    "丙县 甲市 否 空 243000 310 0 0 空 空 空 空 空 空 2210 2210 空",
    "丁县 丁州 是 2020 62000 1780 空 40 1200 8 3100 空 800 752 960 960 2020-11-30",
    "戊县 丁州 是 2019 88000 420 6 3 1620 9 4100 26 860 823 1105 1105 2021-01-08",
  ])

let townships = table(
  "乡", ["乡名", "所属县", "标准中心校", "达标卫生院", "便民服务中心"],
  [
    "甲一乡 甲县 是 是 是",
    "甲二乡 甲县 是 是 是",
    "乙一乡 乙县 是 否 是",
    "乙二乡 乙县 是 是 空",
    "丙一乡 丙县 是 是 是",
    "丁一乡 丁县 是 是 是",
    "戊一乡 戊县 是 是 是",
  ])

let villageTable = table(
  "村",
  [
    "村编号", "所属乡", "贫困村", "计划退出年份", "贫困发生率", "集体经济", "硬化路", "卫生室", "文化室", "通信网络",
    "人均集体经济收入",
  ],
  [
    "甲村 甲一乡 是 2020 2.9999 是 是 是 是 是 12.5",
    "乙村 甲二乡 是 2020 3 是 是 是 是 是 0",
    "丙村 乙一乡 是 2020 1.25 是 是 是 空 是 空",
    "丁村 乙二乡 是 2019 0.4 是 是 是 是 是 30",
    "戊村 丙一乡 否 空 0.2 是 是 是 是 是 空",
  ])

let householdTable = Table(
  name: "户",
  columns: [
    "户编号", "所属村", "建档立卡", "家庭人均纯收入", "住房危险等级", "安全饮用水", "生活用电", "广播电视", "符合农村低保条件",
    "已纳入农村低保",
  ],
  rows: records.order.map { records.households[$0]!.row })

let personTable = Table(
  name: "人",
  columns: [
    "人员编号", "所属户", "建档立卡", "义务教育适龄", "失学辍学", "基本医保", "大病保险", "医疗救助", "残疾等级", "困难残疾人",
    "残疾人扶贫对象", "年收入", "纳入农村低保", "自身增收提前摘帽", "符合发放条件", "上年度补贴标准", "地方护理补贴标准",
    "享受月数", "参加城乡居民养老保险", "标注脱贫", "低保对象", "特困人员", "其他困难群体",
  ],
  rows: records.order.flatMap { records.households[$0]!.members })

// MARK: Files

func stop(_ message: String, status: Int32) -> Never {
  let line = message + "\n"
  _ = write(STDERR_FILENO, line, line.utf8.count)
  exit(status)
}

guard CommandLine.arguments.count == 2 else { stop("usage: samples FOLDER", status: 2) }

for table in [province, prefectures, counties, townships, villageTable, householdTable, personTable] {
  let path = "\(CommandLine.arguments[1])/\(table.name).csv"
  guard let file = fopen(path, "w") else { stop("cannot write \(path)", status: 4) }
  let wrote = fputs(table.text, file)
  let closed = fclose(file)
  guard wrote >= 0, closed == 0 else { stop("cannot write \(path)", status: 4) }
}
