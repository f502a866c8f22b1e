/// The words for problems of types, units and sizes.
extension Diagnostic {
  /// A value of another type than its place takes.
  static func typeMismatch(_ zh: String, _ en: String, found: Phrase? = nil, at span: SourceSpan)
    -> Diagnostic
  {
    Diagnostic(
      .typeMismatch, at: span,
      Phrase(
        zh: "此处应是\(zh.hasPrefix("`") ? " " : "")\(zh)\(found.map { "，却是\($0.zh)" } ?? "")",
        en: "expected \(en)\(found.map { ", found \($0.en)" } ?? "")"))
  }

  /// A quantity where a condition is needed.
  static func conditionExpected(found: Phrase, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .conditionExpected, at: span,
      Phrase(zh: "此处应是条件（是或否），却是\(found.zh)", en: "expected a condition, found \(found.en)"),
      hint: Phrase(zh: "写出比较，如 `… 不低于 …` 或 `… 为 …`", en: "write a comparison, such as `… 不低于 …` or `… 为 …`"))
  }

  /// 不适用 where nothing says what it stands for.
  static func untypedNotApplicable(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .untypedNotApplicable, at: span,
      Phrase(zh: "此处不能写 `不适用`", en: "`不适用` cannot stand here"),
      hint: Phrase(
        zh: "`不适用` 只作为金额、指标或 `时 … 否则 …` 的一个结果",
        en: "`不适用` is a result of an amount, a quantity, or `时 … 否则 …`"))
  }

  /// An option behind 或.
  static func optionAsTruth(_ option: Identifier) -> Diagnostic {
    Diagnostic(
      .optionAsTruth, at: option.span,
      Phrase(zh: "`\(option.name)` 是选项，不是条件", en: "`\(option.name)` is an option, not a condition"),
      hint: Phrase(zh: "并列的选项用顿号：`为 …、\(option.name)`", en: "list options with `、`: `为 …、\(option.name)`"))
  }

  /// Options compared that have no order.
  static func unorderedOptions(_ set: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unorderedOptions, at: span,
      Phrase(zh: "`\(set)` 没有先后，不能比较高低", en: "`\(set)` has no order"),
      hint: Phrase(zh: "声明写作 `选项 \(set) 有序 低、…、高`，或用 `为`", en: "declare it as `选项 \(set) 有序 …`, or use `为`"))
  }

  /// Values of different kinds compared.
  static func notComparable(_ left: Phrase, _ right: Phrase, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .notComparable, at: span,
      Phrase(zh: "\(left.zh)与\(right.zh)不能比较", en: "cannot compare \(left.en) with \(right.en)"),
      hint: Set([left.zh, right.zh]) == ["日期", "年份"]
        ? Phrase(zh: "用 `年份（…）` 取日期所在的年份再比", en: "take the year of the date with `年份（…）` first")
        : Phrase(
          zh: "数与日期用 `=`、`超过` 等，选项用 `为`", en: "compare numbers and dates with `=`, `超过` …, options with `为`"))
  }

  /// 为 behind something that has no options.
  static func membershipNeedsOption(_ found: Phrase, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .membershipNeedsOption, at: span,
      Phrase(zh: "`为` 前面应是选项，却是\(found.zh)", en: "`为` takes an option on its left, found \(found.en)"),
      hint: Phrase(zh: "数与日期用 `=`", en: "use `=` for numbers and dates"))
  }

  /// An option twice in one list.
  static func optionTwice(_ option: Identifier) -> Diagnostic {
    Diagnostic(
      .optionTwice, at: option.span,
      Phrase(zh: "`\(option.name)` 写了两次", en: "`\(option.name)` is listed twice"),
      hint: Phrase(zh: "删去一个；也许本来要写别的选项", en: "delete one; perhaps another option was meant"))
  }

  /// A value in arithmetic that is no number.
  static func notANumber(_ found: Phrase, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .notANumber, at: span,
      Phrase(zh: "此处应是数，却是\(found.zh)", en: "expected a number, found \(found.en)"),
      hint: found.zh.hasPrefix("真假")
        ? Phrase(
          zh: "真假要变成数，写作 `（条件 时 甲 否则 乙）`；与其他项一起算时括号不能省",
          en: "a truth becomes a number by `（CONDITION 时 A 否则 B）`; inside a formula the brackets are needed")
        : nil)
  }

  /// A sum of dates that is neither a date nor a distance.
  static func sumOfDates(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .sumOfDates, at: span,
      Phrase(
        zh: "日期只能与日期相减，或加减 `天`；年份只能与年份相减，或加减 `年`",
        en: "a date takes a date subtracted or `天`, a year takes a year subtracted or `年`"))
  }

  /// Digits given by something that counts nothing.
  static func digitsNeedCount(_ name: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .digitsNeedCount, at: span,
      Phrase(
        zh: "`\(name)` 不是以 `个` 计的整数，不能作位数",
        en: "`\(name)` is not a whole number in `个`, so it gives no digits"),
      hint: Phrase(zh: "字段写作 `\(name) 个 范围 0 至 4`", en: "declare the field as `\(name) 个 范围 0 至 4`"))
  }

  /// 取整 to digits that a field gives.
  static func fixedDigitsNeeded(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .fixedDigitsNeeded, at: span,
      Phrase(zh: "`取整` 的位数要写成数", en: "`取整` takes a fixed number of digits"),
      hint: Phrase(
        zh: "位数随记录不同的，在金额里写 `四舍五入（… 到 … 位）`",
        en: "where it differs by record, write `四舍五入（… 到 … 位）` in the amount"))
  }

  /// Digits that may be anything.
  static func digitsWithoutRange(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .digitsWithoutRange, at: span,
      Phrase(zh: "作位数的字段，`范围` 要在 0 至 12 之内", en: "a field that gives digits needs a `范围` within 0 and 12"),
      hint: Phrase(zh: "在字段后面写 `范围 0 至 4`", en: "write `范围 0 至 4` behind the field"))
  }

  /// A conditional without a value for the other case.
  static func otherwiseMissing(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .otherwiseMissing, at: span,
      Phrase(zh: "数、日期与选项的 `时` 要有 `否则`", en: "`时` of a number, a date or an option needs `否则`"),
      hint: Phrase(zh: "补上 `否则 …`；没有值的，写 `否则 不适用`", en: "add `否则 …`; for no value `否则 不适用`"))
  }

  /// 至少 n 项 of fewer than n items.
  static func thresholdTooHigh(_ count: Int, of items: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .thresholdTooHigh, at: span,
      Phrase(zh: "只有 \(items) 项，不能要求至少 \(count) 项", en: "there are only \(items) items, not \(count)"))
  }

  /// An attribute of numbers at a field that holds none.
  static func attributeNeedsNumber(_ word: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .attributeNeedsNumber, at: span,
      Phrase(zh: "`\(word)` 不适合这种字段", en: "`\(word)` does not fit this kind of field"),
      hint: Phrase(
        zh: "`范围` 用于数、日期和年份，`小数` 和 `列` 后面的单位只用于数",
        en: "`范围` is for numbers, dates and years, `小数` and a unit behind `列` for numbers only"))
  }

  /// 空为 that does not fit the type of its field.
  static func blankDoesNotFit(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .blankDoesNotFit, at: span,
      Phrase(zh: "`\(name)` 的空格子不能这样解释", en: "an empty cell of `\(name)` cannot mean this"),
      hint: Phrase(
        zh: "`空为 否` 用于 `是否`，`空为 0` 用于数，`空为 未发生` 用于日期；`有无` 的空格子就是“无”，不写 `空为`",
        en: "`空为 否` is for `是否`, `空为 0` for numbers, `空为 未发生` for dates; an empty cell of `有无` means 无 anyway"
      ))
  }

  /// A number of decimals that is not one.
  static func decimalsOutOfRange(most: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .decimalsOutOfRange, at: span,
      Phrase(zh: "小数位数应是 0 至 \(most) 的整数", en: "the number of decimals is a whole number from 0 to \(most)"))
  }

  /// A type that only fields have.
  static func typeNotAllowed(_ word: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .typeNotAllowed, at: span,
      Phrase(zh: "此处不能用 `\(word)`", en: "`\(word)` cannot be used here"),
      hint: Phrase(
        zh: "参数是数、日期或年份；指标还可以是选项或 `是否`",
        en: "a parameter is a number, a date or a year; a 指标 may also be an option or `是否`"))
  }

  /// An ordered set of options with unlisted ones.
  static func orderedOpenSet(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .orderedOpenSet, at: name.span,
      Phrase(zh: "`\(name.name)` 有序，不能再有 `等`", en: "`\(name.name)` is ordered and cannot end in `等`"),
      hint: Phrase(zh: "`有序` 和 `等` 留一个", en: "keep either `有序` or `等`"))
  }

  /// Quantities in different units combined or compared.
  static func unitMismatch(_ left: String, _ right: String, at span: SourceSpan, hint: Phrase? = nil)
    -> Diagnostic
  {
    let message =
      if left.isEmpty || right.isEmpty {
        Phrase(
          zh: "一边以 `\(left + right)` 计，另一边没有单位", en: "one side is in `\(left + right)`, the other has no unit"
        )
      } else {
        Phrase(zh: "`\(left)` 与 `\(right)` 单位不同", en: "`\(left)` and `\(right)` are different units")
      }
    return Diagnostic(.unitMismatch, at: span, message, hint: hint)
  }

  /// A value in another unit than its place takes; an empty unit is that of a pure number.
  static func wrongUnit(_ wanted: String, found: String, at span: SourceSpan, hint: Phrase? = nil)
    -> Diagnostic
  {
    let message =
      if found.isEmpty {
        Phrase(zh: "此处应以 `\(wanted)` 计，却没有单位", en: "expected `\(wanted)`, found no unit")
      } else if wanted.isEmpty {
        Phrase(zh: "此处应没有单位，却以 `\(found)` 计", en: "expected no unit, found `\(found)`")
      } else {
        Phrase(zh: "此处应以 `\(wanted)` 计，却以 `\(found)` 计", en: "expected `\(wanted)`, found `\(found)`")
      }
    return Diagnostic(.unitMismatch, at: span, message, hint: hint)
  }

  /// A counting unit that measures.
  static func notACountingUnit(_ word: Identifier) -> Diagnostic {
    Diagnostic(
      .notACountingUnit, at: word.span,
      Phrase(zh: "`\(word.name)` 不是计数的单位", en: "`\(word.name)` is not a unit that counts"),
      hint: Phrase(
        zh: "`计` 后面写 `人`、`户`、`个` 一类的单位，或用 `单位 … 整数` 声明",
        en: "`计` takes units such as `人`, `户`, `个`, or one declared with `整数`"))
  }

  /// A step whose exact result may not fit.
  static func tooManyDigits(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tooManyDigits, at: span,
      Phrase(zh: "这一步的结果可能超过 38 位数字", en: "this step may exceed 38 digits"),
      hint: Phrase(
        zh: "给字段写上较窄的 `范围`，减少 `小数`，或先 `四舍五入`",
        en: "give the fields a narrower `范围`, fewer `小数`, or round first"))
  }

  /// A ratio in a sum.
  static func ratioInSum(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .ratioInSum, at: span,
      Phrase(zh: "除得的比值不能直接加减、合计或平均", en: "a quotient cannot be added or averaged as it is"),
      hint: Phrase(
        zh: "先取整：钱写 `四舍五入（… 到 分）`，比例写 `四舍五入（… 到 2位 按 %）`",
        en: "round it first: money by `四舍五入（… 到 分）`, a share by `四舍五入（… 到 2位 按 %）`"))
  }

  /// A paid amount that is a ratio.
  static func unroundedPayment(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unroundedPayment, at: span,
      Phrase(zh: "除得的金额要说明怎样取整", en: "an amount that is a quotient must say how it is rounded"),
      hint: Phrase(zh: "加一行 `取整 四舍五入 到 分`", en: "add a line `取整 四舍五入 到 分`"))
  }

  /// An amount below zero whatever the record.
  static func alwaysNegative(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .alwaysNegative, at: span,
      Phrase(zh: "这个金额总是负数", en: "this amount is always negative"),
      hint: Phrase(
        zh: "核对相减的次序和字段的 `范围`", en: "check the order of the subtraction and the `范围` of the fields"))
  }

  /// A quotient by zero.
  static func divisionByZero(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .divisionByZero, at: span,
      Phrase(zh: "除数总是 0", en: "the divisor is always 0"))
  }

  /// A range whose ends are reversed.
  static func reversedRange(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .reversedRange, at: span,
      Phrase(zh: "`至` 前面的大于后面的", en: "what stands before `至` is greater than what stands behind it"),
      hint: Phrase(zh: "两头对调", en: "exchange the two ends"))
  }

  /// A 范围 that excludes its bound.
  static func openRange(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .openRange, at: span,
      Phrase(zh: "`范围` 不能用 `以外`", en: "`范围` cannot use `以外`"),
      hint: Phrase(zh: "写 `以上`、`以下` 或 `甲 至 乙`", en: "use `以上`, `以下` or `甲 至 乙`"))
  }

  /// A value of a parameter outside its range.
  static func valueOutOfRange(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .valueOutOfRange, at: span,
      Phrase(zh: "这个值不在参数的 `范围` 之内", en: "this value lies outside the `范围` of the parameter"))
  }
}

/// A counting unit that the value of a name has lost, because one record of its entity is one of that unit.
struct LeftOutUnit {
  let unit: Name
  /// The exponent of the unit in what was declared.
  let power: Int
  /// The field or the rule.
  let name: Name
  let entity: Name
}

extension Phrase {
  /// Why a value lacks a counting unit, and what to do about it.
  static func leftOut(_ lost: LeftOutUnit) -> Phrase {
    let (unit, entity) = (lost.unit, lost.entity)
    let reason = Phrase(
      zh: "`\(entity)` 的一条记录就是 1\(unit)，所以 `\(lost.name)` 的 `\(unit)` 略去了",
      en: "one record of `\(entity)` is 1\(unit), so the `\(unit)` of `\(lost.name)` was left out")
    let remedy =
      if unit == Name("个") {
        Phrase(
          zh: "给 `\(entity)` 换一个计数单位，如 `实体 \(entity) 计 项`",
          en: "give `\(entity)` another counting unit, such as `实体 \(entity) 计 项`")
      } else if lost.power > 0 {
        Phrase(zh: "要补上它，乘以 `1\(unit)`", en: "to put it back multiply by `1\(unit)`")
      } else {
        Phrase(zh: "要补上它，除以 `1\(unit)`", en: "to put it back divide by `1\(unit)`")
      }
    return Phrase(zh: reason.zh + "；" + remedy.zh, en: reason.en + "; " + remedy.en)
  }
}
