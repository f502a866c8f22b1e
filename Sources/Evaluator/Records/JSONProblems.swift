import PolicyDSL

extension JSONFault {
  /// The fault in words: a line of NDJSON cannot be read, or the whole of a JSON file.
  ///
  /// - Parameter bytes: The text in which it is.
  func problem(_ format: RecordFormat, _ bytes: [UInt8]) -> CellProblem {
    let isLine = format == .ndjson
    let code: RecordProblemCode = isLine ? .brokenLine : .brokenJSON
    let place = place(in: bytes)
    switch kind {
    case .unfinished:
      return CellProblem(
        code,
        isLine
          ? Phrase(zh: "这一行的 JSON 没有写完", en: "the JSON of this line is not finished")
          : Phrase(zh: "文件到头了，JSON 还没有写完", en: "the file ends before its JSON does"),
        hint: isLine
          ? Phrase(zh: "一个对象从头到尾写在一行里", en: "write an object on one line from beginning to end")
          : Phrase(zh: "文件可能没有传完整；重新导出", en: "the file may have been cut; export it again"))
    case .unexpected:
      return CellProblem(
        code,
        Phrase(
          zh: "\(place.zh) \(character(in: bytes)) 不合 JSON 的写法",
          en: "\(character(in: bytes)) at \(place.en) does not fit JSON"), hint: hint(in: bytes))
    case .escape:
      return CellProblem(
        code,
        Phrase(zh: "\(place.zh)的反斜杠后面不合 JSON 的写法", en: "the backslash at \(place.en) does not fit JSON"),
        hint: Phrase(zh: #"反斜杠本身写两个：`\\`"#, en: #"a backslash of the text is written twice: `\\`"#))
    case .controlCharacter:
      return CellProblem(
        code,
        Phrase(
          zh: "\(place.zh)是控制字符，不能直接写在字符串里", en: "a control character stands in a string at \(place.en)"),
        hint: Phrase(zh: #"制表符写作 `\t`，换行写作 `\n`"#, en: #"a tab is written `\t`, a line break `\n`"#))
    case .leadingZero:
      return CellProblem(
        code, Phrase(zh: "\(place.zh)起的数以 0 开头", en: "the number at \(place.en) begins with 0"),
        hint: Phrase(zh: "编号写在双引号里，如 \"0012\"", en: "write a key between quotation marks, as \"0012\""))
    case .tooDeep:
      let limit = JSONScanner.depthLimit
      return CellProblem(
        code,
        Phrase(zh: "括号套了不止 \(limit) 层", en: "brackets stand in each other more than \(limit) deep"))
    case .textBehind:
      return CellProblem(
        code, Phrase(zh: "JSON 已经写完，\(place.zh)起还有字", en: "text follows the end of the JSON at \(place.en)"),
        hint: isLine
          ? Phrase(zh: "一行写一个对象", en: "write one object on a line")
          : Phrase(zh: "一个文件写一个数组", en: "write one array in a file"))
    case .notAnArray:
      return CellProblem(
        .notAnArray,
        Phrase(zh: "JSON 文件不以 `[` 开头，不是数组", en: "the JSON file is no array: it does not begin with `[`"),
        hint: Phrase(
          zh: "把各个对象写进一个数组：`[{…}, {…}]`；每行一个对象的，文件名以 `.ndjson` 结尾",
          en: "write the objects into one array: `[{…}, {…}]`; name a file with an object a line `.ndjson`"))
    }
  }

  /// What to look for where the text does not go on as it must.
  private func hint(in bytes: [UInt8]) -> Phrase {
    let before = bytes[..<offset].last { !CellText.isBlank($0) }
    if bytes[offset] == UInt8(ascii: "}") || bytes[offset] == UInt8(ascii: "]"), before == UInt8(ascii: ",") {
      return Phrase(zh: "去掉前面多出的逗号", en: "take out the comma before it")
    }
    if bytes[offset] == UInt8(ascii: "'") || bytes[offset] >= 0x80 {
      return Phrase(
        zh: "标点用半角的 `\"` `:` `,`，字写在双引号里", en: "text stands between quotation marks of the form `\"`")
    }
    return Phrase(
      zh: "检查这里和前面的引号、冒号、逗号；不知道的值写作 `null`",
      en:
        "look at the quotation marks, colons and commas here and before; a value that nobody knows is `null`")
  }

  /// The character at fault.
  private func character(in bytes: [UInt8]) -> String {
    let text = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self)
    return CellText.quoted(text.unicodeScalars.prefix(1).flatMap { UTF8.encode($0)! })
  }

  /// The place in the line.
  private func place(in bytes: [UInt8]) -> Phrase {
    let start = bytes[..<offset].lastIndex(where: CellText.isLineBreak).map { $0 + 1 } ?? 0
    let column = bytes[start..<offset].count { $0 & 0xC0 != 0x80 } + 1
    return Phrase(zh: "第 \(column) 个字", en: "character \(column)")
  }
}

extension CellProblem {
  /// A value that is no object stands where a record is expected.
  static func notAnObject(isArray: Bool, _ format: RecordFormat) -> CellProblem {
    let hint =
      isArray && format == .ndjson
      ? Phrase(zh: "整个文件是一个数组的，文件名以 `.json` 结尾", en: "name a file that is one array `.json`")
      : Phrase(zh: "每条记录写成 `{\"字段\": 值}`", en: "write every record as `{\"field\": value}`")
    return CellProblem(
      .notAnObject, Phrase(zh: "这里不是对象，不成一条记录", en: "this is no object, so it is no record"), hint: hint)
  }

  /// An object or an array stands where a cell is expected.
  static var nestedValue: CellProblem {
    CellProblem(
      .nestedValue, Phrase(zh: "值是对象或数组，不是一格", en: "the value is an object or an array, not a cell"),
      hint: Phrase(
        zh: "一格写一个字符串、数、true、false 或 null；下级的记录另写一个文件",
        en: "write a string, a number, true, false or null; records of members stand in a file of their own"))
  }

  /// Two members of an object have the same key.
  static var repeatedMember: CellProblem {
    CellProblem(
      .repeatedMember,
      Phrase(zh: "一个对象里这个键写了不止一次", en: "the object has this key more than once"),
      hint: Phrase(zh: "只留一个；不知道哪一个对，所以整条退回", en: "leave one; nobody knows which is right"))
  }

  /// A string holds a surrogate without its other half.
  static var halfCharacter: CellProblem {
    CellProblem(
      .halfCharacter,
      Phrase(zh: #"字符串里有半个字符：`\u` 代理项不成对"#, en: #"half a character: a `\u` surrogate without its pair"#),
      hint: Phrase(zh: "从原始资料重新录入", en: "enter the text again from its source"))
  }
}
