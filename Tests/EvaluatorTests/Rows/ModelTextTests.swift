import Foundation
import Testing

@testable import Evaluator
@testable import PolicyDSL

@Suite("The ten model texts")
struct ModelTextTests {
  private static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "ModelTexts")
  }

  @Test("pass their own 测试")
  func tests() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    let files = try names.filter { $0.hasSuffix(".policy") }.map { name in
      SourceFile(path: name, bytes: Array(try Data(contentsOf: Self.folder.appending(path: name))))
    }
    try Fixture(files).expectTestsToPass(atLeast: 7)
  }
}

@Suite("The four traps that drafts of the tables fell into")
struct TrapTests {
  private static let text = """
    选项 等级 一级、二级
    实体 人
      编号 编号
      等级 等级
      地方 元 范围 0 以上
      总额 元 范围 0 至 100
      位数 个 范围 0 至 2
      人数 人 范围 0 至 10
      重量 公斤 范围 0 至 10
    补贴 护理 每 人
      金额 查表
        | 等级 | 金额 |
        | 一级 | 不低于 80元 |
        | 二级 | 不低于 50元 |
      执行 地方
    指标 取整 每 人 元 = 四舍五入（总额 到 位数 位）
    指标 人均 每 人 元/人 = 总额 / 人数
    指标 单价 每 人 元/公斤 = 总额 / 重量
    测试 “四处”
      评估日 2020-01-01
      给定 人
        | 编号 | 等级 | 地方 | 总额 | 位数 | 人数 | 重量 |
        | 等级未知 |  | 60 | 10.55 |  |  |  |
        | 地方未知 | 一级 |  | 10.55 | 1 | 4 | 0.5 |
      期望 人
        | 编号 | 护理 | 取整 | 人均 | 单价 |
        | 等级未知 | 待核实 60元 或 冲突 缺 等级 | 待核实 在 10.55 至 11元 缺 位数 | 待核实 在 1.055 至 10.55元/人 或 不适用 缺 人数 | 待核实 不低于 1.055元/公斤 或 不适用 缺 重量 |
        | 地方未知 | 待核实 不低于 80元 或 冲突 缺 地方 | 10.6元 | 2.6375元/人 | 21.1元/公斤 |
    """

  @Test("hold 执行 against each row, keep 或 冲突, round to every number of digits, divide by 1 only if whole")
  func traps() throws { try Fixture(Self.text).expectTestsToPass() }
}
