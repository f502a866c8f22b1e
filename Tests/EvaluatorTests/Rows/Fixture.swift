import Testing

@testable import Evaluator
@testable import PolicyDSL

/// A program compiled from the text of a test, with its plan.
struct Fixture {
  let program: CheckedProgram
  let plan: Plan

  /// Compiles `text`; an error in it fails the test with the diagnostics.
  init(_ text: String) throws { try self.init([SourceFile(path: "t.policy", text: text)]) }

  /// Compiles the files of one rule set.
  init(_ files: [SourceFile]) throws {
    let compiled = PolicyCompiler.compile(files)
    guard let program = compiled.product.first else {
      let problems = compiled.diagnostics.map { diagnostic in
        let place = files[diagnostic.span.file].position(of: diagnostic.span.lower)
        let path = files[diagnostic.span.file].path
        let code = diagnostic.code.rawValue
        return "\(path):\(place.line):\(place.column) \(code) \(diagnostic.message.zh)"
      }
      throw Problem(text: problems.joined(separator: "\n"))
    }
    self.program = program
    plan = Planner.plan(program)
  }

  struct Problem: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }

  /// Runs every 测试 of the program and records what failed.
  func expectTestsToPass(atLeast count: Int = 1) {
    #expect(program.tests.count >= count)
    for failure in failures() { Issue.record(Comment(rawValue: failure)) }
  }

  /// Runs every 测试 of the program, which is about rows that are rejected, and records what failed.
  func expectTestsToPassIgnoringProblems() {
    for test in program.tests {
      let result = TestRunner.run(test, program: program, plan: plan)
      for failure in result.failures {
        Issue.record(Comment(rawValue: "\(failure.expected) ≠ \(failure.actual ?? "?")"))
      }
    }
  }

  /// Runs every 测试 of the program and returns what failed.
  func failures() -> [String] {
    program.tests.flatMap { test in
      let result = TestRunner.run(test, program: program, plan: plan)
      return result.problems.map { "\(test.title) \($0.message.zh)" }
        + result.failures.map { failure in
          let rule = program.rules[failure.expectation.rule].name
          let place = "\(test.title) \(failure.expectation.record) \(rule)"
          return "\(place): \(failure.expected) ≠ \(failure.actual ?? "?")"
        }
    }
  }
}
