import Testing

import policyc

@Suite("The help text")
struct HelpGoldenTests {
  @Test("reads as the expected files show", arguments: ["zh", "en"])
  func reads(language: String) throws {
    var text = CommandRun("help", "--lang", language).output
    for command in CommandLineTool.commandNames {
      text += "\n---- policyc help \(command)\n\n"
      text += CommandRun("help", command, "--lang", language).output
    }
    #expect(try text == GoldenText.expected("command-line/help.\(language).expected", actual: text))
  }

  @Test("is the same for `help check`, `check --help` and `check -h`")
  func sameForms() {
    let text = CommandRun("help", "check").output
    #expect(CommandRun("check", "--help").output == text)
    #expect(CommandRun("check", "-h").output == text)
    #expect(CommandRun("--help").output == CommandRun("help").output)
  }

  @Test("is in Chinese unless English is asked for")
  func language() {
    #expect(CommandRun("help").output.contains("用法: policyc"))
    #expect(CommandRun("--lang", "en", "help").output.contains("usage: policyc"))
    #expect(CommandRun("help", "--lang=en").output.contains("usage: policyc"))
  }

  @Test("has no line wider than 100 columns", arguments: ["zh", "en"])
  func width(language: String) {
    for command in CommandLineTool.commandNames {
      for line in CommandRun("help", command, "--lang", language).output.split(separator: "\n") {
        #expect(line.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 1 : 2) } <= 100, "\(line)")
      }
    }
  }
}
