import Testing
import policyc

@Suite("policyc plan")
struct PlanCommandTests {
  @Test("lists the steps of every rule")
  func lists() throws {
    let folder = try TemporaryFolder(["a.policy": CheckCommandTests.household])
    let run = CommandRun("plan", folder.path)
    #expect(run.exitCode == .success)
    #expect(run.output.hasPrefix("有水 每 户 → #"))
    #expect(run.output.contains("字段 安全饮水"))
  }

  @Test("ends with 1 where the rules have errors")
  func errors() throws {
    let folder = try TemporaryFolder(["a.policy": "标准 乙 每 户\n  要球 丙\n"])
    let run = CommandRun("plan", folder.path)
    #expect(run.exitCode == .policyError)
    #expect(run.output.isEmpty)
  }
}

@Suite("policyc test")
struct TestCommandTests {
  private static func rules(expecting outcome: String) -> String {
    CheckCommandTests.household + """

      测试 “有水就是”
        评估日 2020-12-31
        给定 户
          | 户编号 | 安全饮水 |
          | H1 | 是 |
          | H2 | |
        期望 户
          | 户编号 | 有水 |
          | H1 | \(outcome) |
          | H2 | 待核实 缺 安全饮水 |

      """
  }

  @Test("counts the tests that pass, those of shared folders once")
  func passes() throws {
    let folder = try TemporaryFolder([
      "a.policy": Self.rules(expecting: "是"), "下/b.policy": "指标 无水 每 户 是否 = 非 安全饮水\n",
    ])
    let run = CommandRun("test", folder.path)
    #expect(run.exitCode == .success)
    #expect(run.output == "1 个测试通过，0 个未通过\n")
    #expect(CommandRun("test", folder.path, "--lang", "en").output == "1 test passed, 0 failed\n")
  }

  @Test("shows what was expected and what came out, and ends with 1")
  func fails() throws {
    let folder = try TemporaryFolder(["a.policy": Self.rules(expecting: "否")])
    let run = CommandRun("test", folder.path)
    #expect(run.exitCode == .policyError)
    #expect(
      run.output == """
        \(folder("a.policy")):7:4: 未通过: “有水就是”
          \(folder("a.policy")):15:12: H1 的 有水
            期望  否
            得到  是
            理由
              H1  是
                判断
                  是  安全饮水
                数据
                  安全饮水  是  给定 户 第 1 行
        0 个测试通过，1 个未通过

        """)
  }

  @Test("shows the errors of rules that cannot be tested, and ends with 1")
  func errors() throws {
    let folder = try TemporaryFolder(["a.policy": "标准 乙 每 户\n  要球 丙\n"])
    let run = CommandRun("test", folder.path)
    #expect(run.exitCode == .policyError)
    #expect(run.output == "0 个测试通过，0 个未通过；有错误的规则集没有测试\n")
    #expect(run.messages.contains("a.policy:2:3: 错误["))
  }
}
