/// The declarations that one rule set sees, by name, with what they resolve to.
///
/// Everything is found by position in these lists; the lists of `CheckedProgram` have the same order.
struct Symbols {
  var units = UnitTable()
  var documents: [CheckedDocument] = []
  var documentByName: [Name: Int] = [:]
  var documentByTitle: [Name: Int] = [:]
  var documentSpans: [SourceSpan] = []
  var citations: [CheckedCitation] = []
  var citationByName: [Name: Int] = [:]
  var citationSpans: [SourceSpan] = []
  var optionSets: [OptionSet] = []
  var optionSetByName: [Name: Int] = [:]
  var optionSetSpans: [SourceSpan] = []
  var entities: [Entity] = []
  var entityByName: [Name: Int] = [:]
  var fieldByName: [[Name: Int]] = []
  var parameters: [ParameterHead] = []
  var parameterByName: [Name: Int] = [:]
  var rules: [RuleHead] = []
  /// The rules of each entity by name.
  var ruleByName: [[Name: Int]] = []
  /// Names whose declaration is in error: nothing that uses them is reported.
  var damagedNames: Set<Name> = []
  /// Entities of which a field could not be read, or that are declared twice: what they lack is not reported.
  var damagedEntities: Set<Name> = []
  /// Names of requirements that could not be read.
  var damagedRequirements: Set<Name> = []
  /// Declared things that some rule set uses, by the span of their declaration.
  var used: Set<SourceSpan> = []

  /// What is known of a parameter before its entries are checked.
  struct ParameterHead {
    let name: Identifier
    let type: ValueType
    let unit: UnitOfMeasure
    let keys: [Int]
  }

  /// What is known of a rule before its body is checked.
  struct RuleHead {
    let name: Identifier
    let entity: Int
    let kind: DeclarationKind
    /// The declared type of a 指标, truth for 标准 and 认定, `nil` for a 补贴 until its amount is checked.
    var type: ValueType?
    var unit: UnitOfMeasure
  }

  /// All names that may stand in an expression about `entity`.
  func names(of entity: Int) -> [String] {
    fieldByName[entity].keys.map(\.text) + ruleByName[entity].keys.map(\.text)
      + parameterByName.keys.map(\.text)
  }

  /// The position of an option in its set.
  func option(_ name: Name, in set: Int) -> Int? { optionSets[set].options.firstIndex(of: name) }
}
