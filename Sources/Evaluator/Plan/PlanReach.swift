import PolicyDSL

/// What some rules read, those they use included.
public struct PlanReach: Sendable {
  /// The rules, those they use included.
  public private(set) var rules: Set<Int> = []
  /// The parameters.
  public private(set) var parameters: Set<Int> = []
  /// The entities of the rules and of everything they look at.
  public private(set) var entities: Set<Int> = []
  /// The fields, by entity: cells that are read and 属于 fields that are followed.
  public private(set) var fields: [Int: Set<Int>] = [:]

  /// Finds what the rules at the positions `rules` of a plan read.
  public init(of rules: some Sequence<Int>, in plan: Plan) {
    var open = Array(rules)
    var seen = Set(open)
    while let rule = open.popLast() {
      self.rules.insert(rule)
      entities.insert(plan.rules[rule].entity)
      for slot in plan.rules[rule].slots {
        let step = plan.steps[slot]
        switch step.operation {
        case .field(let field): read(step.entity, field)
        case .parent(let relation, let operand):
          read(step.entity, relation)
          entities.insert(plan.steps[operand].entity)
        case .quantifier(_, let group, _), .share(let group, _), .group(_, let group, _):
          read(group.member, group.through)
        case .rule(let used): if seen.insert(used).inserted { open.append(used) }
        case .parameter(let parameter, _): parameters.insert(parameter)
        default: break
        }
      }
    }
  }

  private mutating func read(_ entity: Int, _ field: Int) {
    entities.insert(entity)
    fields[entity, default: []].insert(field)
  }
}
