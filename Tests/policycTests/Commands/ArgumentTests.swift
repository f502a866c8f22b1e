import Testing

import policyc

@Suite("A command line that cannot be understood ends with 2 and")
struct ArgumentTests {
  @Test(
    "says what is wrong and what to do next",
    arguments: [
      (["chek"], "没有 `chek` 这个命令", "`check`"),
      (["评估"], "没有 `评估` 这个命令", "`policyc help` 列出所有命令"),
      (["help", "chekc"], "没有 `chekc` 这个命令", "`check`"),
      (["check"], "`check` 后面缺少路径", "policyc check 路径…"),
      (["check", "a", "--lnag", "en"], "没有 `--lnag` 这个选项", "`--lang`"),
      (["check", "a", "-lang", "en"], "没有 `-lang` 这个选项", "写作 `--lang`"),
      (["check", "a", "——lang", "en"], "没有 `——lang` 这个选项", "写作 `--lang`"),
      (["check", "a", "--xyzzyx"], "没有 `--xyzzyx` 这个选项", "`policyc help check` 列出它的选项"),
      (["check", "a", "--lang"], "`--lang` 后面缺少值", "`--lang zh|en`"),
      (["check", "a", "--lang", "--color"], "`--lang` 后面缺少值", "`--lang zh|en`"),
      (["check", "a", "--lang", "fr"], "`--lang` 不能是 `fr`", "`zh`、`en`"),
      (["check", "a", "--color=red"], "`--color` 不能是 `red`", "`auto`、`always`、`never`"),
      (["check", "a", "--help=yes"], "`--help` 后面不带值", ""),
      (["check", "a", "--lang", "zh", "--lang", "zh"], "`--lang` 给了不止一次", ""),
      (["help", "check", "format"], "多出了 `format`", "policyc help"),
    ] as [([String], String, String)])
  func misuse(arguments: [String], message: String, hint: String) {
    let run = CommandRun(arguments)
    #expect(run.exitCode == .usage)
    #expect(run.output.isEmpty)
    #expect(run.messages.hasPrefix("错误: \(message)\n"), "\(run.messages)")
    #expect(hint.isEmpty || run.messages.contains(hint), "\(run.messages)")
  }

  @Test("says so in English if English was asked for")
  func english() {
    let run = CommandRun("check", "--lagn", "en", "--lang", "en")
    #expect(run.messages == "error: there is no option `--lagn`\nhint: did you mean `--lang`?\n")
  }

  @Test("shows the overview beside the result where no command is given")
  func nothing() {
    let run = CommandRun()
    #expect(run.exitCode == .usage)
    #expect(run.output.isEmpty)
    #expect(run.messages == CommandRun("help").output)
  }

  @Test("shows control characters of an argument as text")
  func hostile() {
    let run = CommandRun("\u{1B}[2J")
    #expect(run.exitCode == .usage)
    #expect(!run.messages.contains("\u{1B}"))
  }
}

@Suite("The arguments")
struct ArgumentFormTests {
  @Test("give the version")
  func version() {
    let run = CommandRun("--version")
    #expect(run.exitCode == .success)
    #expect(run.output == "policyc 0.1.0\n")
  }

  @Test("may hold a path that begins with a dash behind `--`")
  func dashes() {
    let run = CommandRun("check", "--", "--lang")
    #expect(run.exitCode == .file)
    #expect(run.messages.contains("`--lang`：没有这个文件或文件夹"))
  }

  @Test("colour messages in a terminal, unless the user wants none")
  func color() throws {
    let folder = try TemporaryFolder(["a.policy": "标准 甲 每 户\n  要球 乙\n"])
    func isColored(_ run: CommandRun) -> Bool { run.messages.contains("\u{1B}[") }
    #expect(isColored(CommandRun("check", folder.path, messagesGoToTerminal: true)))
    #expect(!isColored(CommandRun("check", folder.path, messagesGoToTerminal: false)))
    #expect(!isColored(CommandRun("check", folder.path, messagesGoToTerminal: true, wantsNoColor: true)))
    #expect(isColored(CommandRun("check", folder.path, "--color", "always", wantsNoColor: true)))
    #expect(!isColored(CommandRun("--color=never", "check", folder.path, messagesGoToTerminal: true)))
  }
}
