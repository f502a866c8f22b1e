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
}
