import Testing

@testable import PolicyDSL

@Suite("The lexer")
struct LexerTests {
  /// The tokens of `text` as their source text, with `·` marking nothing: one string a token.
  private func cut(_ text: String) -> [String] {
    let file = SourceFile(path: "t.policy", text: text)
    return Lexer.lex(file, index: 0).product.tokens.map { file.text($0.span) }
  }

  private func codes(_ text: String) -> [String] {
    Lexer.lex(SourceFile(path: "t.policy", text: text), index: 0).diagnostics.map(\.code.rawValue)
  }

  @Test(
    "cuts what Chinese typists write without spaces",
    arguments: [
      ("50人以上", ["50", "人", "以上"]), ("超过3%", ["超过", "3", "%"]), ("6至15岁", ["6", "至", "15", "岁"]),
      ("3%至5%", ["3", "%", "至", "5", "%"]), ("100户以上", ["100", "户", "以上"]),
      ("45周岁及以下", ["45", "周岁", "及以下"]), ("二级及以上", ["二级", "及以上"]), ("年龄在6", ["年龄", "在", "6"]),
      ("人数不少于5", ["人数", "不少于", "5"]), ("人数少于5", ["人数", "少于", "5"]),
      ("100元至500元", ["100", "元", "至", "500", "元"]),
      ("发生率超过3", ["发生率", "超过", "3"]), ("A级以上", ["A级", "以上"]), ("以上", ["以上"]),
      ("2020年及以后", ["2020", "年", "及以后"]),
    ])
  func words(text: String, pieces: [String]) {
    #expect(cut(text) == pieces)
  }

  @Test(
    "takes full-width forms, letters included, as their ASCII forms",
    arguments: [
      ("Ａ级", "A级"), ("５０", "50"), ("＞＝", ">="), ("≥", ">="), ("（", "("), ("：", ":"), ("％", "%"), ("｜", "|"),
      ("−", "-"),
      ("×", "*"), ("÷", "/"), ("・", "·"), ("•", "·"), ("≠", "!="),
    ])
  func folding(wide: String, narrow: String) {
    let left = Lexer.lex(SourceFile(path: "t", text: wide), index: 0).product.tokens.map(\.kind)
    let right = Lexer.lex(SourceFile(path: "t", text: narrow), index: 0).product.tokens.map(\.kind)
    #expect(left == right)
    #expect(left.count == 1)
  }

  @Test(
    "takes a date as one token, never as a subtraction",
    arguments: ["2020-12-31", "2020年12月31日", "2020-1-2", "２０２０－０１－０２"])
  func dates(text: String) {
    let tokens = Lexer.lex(SourceFile(path: "t", text: text), index: 0).product.tokens
    #expect(tokens.count == 1)
    if case .date = tokens.first?.kind {} else { Issue.record("no date: \(text)") }
  }

  @Test(
    "reports what cannot be read, once",
    arguments: [
      ("2020-02-30", "L009"), ("1,23", "L007"), ("1234,567", "L007"), ("1.2.3", "L007"), ("“未完", "L004"),
      ("《未完", "L005"), ("“外“内””", "L006"), ("甲，乙", "L002"), ("甲\u{200B}乙", "L003"), ("# 注\u{202E}释", "L003"),
      (String(repeating: "9", count: 39), "L008"),
    ])
  func problems(text: String, code: String) {
    #expect(codes(text) == [code])
  }

  @Test("reads numbers with thousands separators exactly")
  func numbers() {
    let tokens = Lexer.lex(SourceFile(path: "t", text: "4,000.50"), index: 0).product.tokens
    #expect(tokens.map(\.kind) == [.number(ExactNumber(8001, over: 2)!, text: "4000.50")])
  }

  @Test("reads the same lines from LF, CRLF and CR", arguments: ["\n", "\r\n", "\r"])
  func lineEndings(ending: String) {
    let text = ["单位 甲", "  # 注", "", "单位 乙"].joined(separator: ending)
    let lines = Lexer.lex(SourceFile(path: "t", text: text), index: 0).product.lines
    #expect(lines.map(\.tokens.count) == [2, 0, 0, 2])
    #expect(lines.map(\.isBlank) == [false, false, true, false])
  }

  @Test("passes over a byte-order mark")
  func mark() {
    #expect(cut("\u{FEFF}单位 甲") == ["单位", "甲"])
    #expect(codes("\u{FEFF}单位 甲").isEmpty)
  }

  @Test("keeps places and offices as they are written")
  func rawText() {
    #expect(
      cut("条款 D4-SOC-06 川专项 第7章/二/（三）/1 “二级”")
        == ["条款", "D4", "-", "SOC", "-", "06", "川专项", "第7章/二/（三）/1", "“二级”"])
    #expect(cut("条款 甲-1 《某某〔2019〕4号》 一、（二） “短语”")[4...] == ["《某某〔2019〕4号》", "一、（二）", "“短语”"])
    #expect(cut("文档 《甲》\n  文号 川直委发〔2019〕4号  # 注").last == "川直委发〔2019〕4号")
    #expect(cut("实体 户\n  文号 编号") == ["实体", "户", "文号", "编号"])
  }
}
