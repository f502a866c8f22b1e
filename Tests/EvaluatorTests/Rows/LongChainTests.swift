import Testing

@testable import Evaluator
@testable import PolicyDSL

@Suite("A chain of 10,000 rules")
struct LongChainTests {
  @Test("is evaluated rule by rule, through records above and below, with one list of causes")
  func chain() throws {
    let length = 10_000
    var text = """
      实体 户
        户编号 编号
        甲 元 范围 0 至 100
        成员 若干 人
      实体 人
        人员编号 编号
        所属户 属于 户
        乙 元 范围 0 至 100

      指标 N0 每 户 元 = 甲
      指标 M0 每 人 元 = 乙

      """
    for index in 1..<length / 2 {
      text += "指标 M\(index) 每 人 元 = 最大（M\(index - 1)、所属户 的 N\(index - 1)）\n"
      text += "指标 N\(index) 每 户 元 = 最大（N\(index - 1)、最大（成员 的 M\(index)））\n"
    }
    text += """
      测试 “长链”
        评估日 2020-01-01
        给定 户
          | 户编号 | 甲 |
          | 1 | 7 |
          | 2 |  |
        给定 人
          | 人员编号 | 所属户 | 乙 |
          | 1 | 1 | 9 |
          | 2 | 2 | 10 |
        期望 户
          | 户编号 | N\(length / 2 - 1) |
          | 1 | 9元 |
          | 2 | 待核实 在 10 至 100元 缺 甲 |
      """
    try Fixture(text).expectTestsToPass()
  }

  @Test("and expressions as deep and as long as the language allows are evaluated as well")
  func depth() throws {
    let brackets = 60
    let nested =
      String(repeating: "最大（甲、（", count: brackets / 2) + "甲"
      + String(repeating: " + 1元））", count: brackets / 2)
    let terms = (1...1000).map { _ in "甲" }.joined(separator: " + ")
    let arms = (1...900).map { "甲 = \($0)元 时 \($0)元 否则 " }.joined() + "0元"
    try Fixture(
      """
      实体 户
        户编号 编号
        甲 元 范围 0 至 1000
      指标 深 每 户 元 = \(nested)
      指标 长 每 户 元 = \(terms)
      指标 多 每 户 元 = \(arms)
      测试 “深长”
        评估日 2020-01-01
        给定 户
          | 户编号 | 甲 |
          | 1 | 7 |
          | 2 |  |
        期望 户
          | 户编号 | 深 | 长 | 多 |
          | 1 | \(7 + brackets / 2)元 | 7000元 | 7元 |
          | 2 | 待核实 在 \(brackets / 2) 至 \(1000 + brackets / 2)元 | 待核实 在 0 至 1000000元 | 待核实 在 0 至 900元 |
      """
    ).expectTestsToPass()
  }
}
