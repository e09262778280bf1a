import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

/** The cost of a mutation, whatever it returns, unless it returns connections. */
const MUTATION_COST = 10;
const CONNECTION_COST = 2;

type Variables = Record<string, unknown>;

function valueOf(field: FieldNode, name: string, variables: Variables): unknown {
  const value = field.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
  return value && 'value' in value ? value.value : undefined;
}

/** Whether the directives @include and @skip include the field. */
function isIncluded(field: FieldNode, variables: Variables): boolean {
  return (field.directives ?? []).every((directive) => {
    const value = directive.arguments?.[0]?.value;
    const condition =
      value?.kind === Kind.VARIABLE ? variables[value.name.value] : value && 'value' in value && value.value;
    return directive.name.value === 'skip' ? !condition : directive.name.value !== 'include' || Boolean(condition);
  });
}

/**
 * Returns the maximum cost of a call by Shopify's published rules: a scalar 0, an object 1, a mutation 10, a connection 2
 * plus its node's cost times `first` or `last`. In practice, Shopify charges less for long lists.
 */
export function requestedCost(schema: GraphQLSchema, document: DocumentNode, variables: Variables): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const part of document.definitions) {
    if (part.kind === Kind.FRAGMENT_DEFINITION) fragments.set(part.name.value, part);
  }

  function selectionCost(set: SelectionSetNode | undefined, parent: GraphQLOutputType): number {
    let cost = 0;
    let maxBranch = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        if (isIncluded(selection, variables)) cost += fieldCost(selection, parent);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const on = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent;
      const branch = selectionCost(fragment?.selectionSet, on as GraphQLOutputType);
      // A value of an interface or union has one of its types, so only the most expensive one counts.
      if (isObjectType(getNamedType(parent))) cost += branch;
      else maxBranch = Math.max(maxBranch, branch);
    }
    return cost + maxBranch;
  }

  function nodeCost(set: SelectionSetNode | undefined, connection: GraphQLObjectType): number {
    let cost = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind !== Kind.FIELD || !['nodes', 'edges', 'node'].includes(selection.name.value)) continue;
      const type = getNamedType(connection.getFields()[selection.name.value]?.type) as GraphQLObjectType;
      const inside = selection.selectionSet;
      cost += selection.name.value === 'edges' ? nodeCost(inside, type) : 1 + selectionCost(inside, type);
    }
    return cost;
  }

  function fieldCost(field: FieldNode, parent: GraphQLOutputType): number {
    const owner = getNamedType(parent);
    if (!isObjectType(owner) && !isInterfaceType(owner)) return 0;
    const type = owner.getFields()[field.name.value]?.type;
    if (!type || !isCompositeType(getNamedType(type))) return 0;
    const named = getNamedType(type);
    if (named.name === 'PageInfo') return 0;
    if (named.name.endsWith('Connection')) {
      const length = Number(valueOf(field, 'first', variables) ?? valueOf(field, 'last', variables) ?? 1);
      return CONNECTION_COST + length * nodeCost(field.selectionSet, named as GraphQLObjectType);
    }
    return 1 + selectionCost(field.selectionSet, type);
  }

  let cost = 0;
  for (const part of document.definitions) {
    if (part.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(part.operation);
    if (!root) continue;
    for (const selection of part.selectionSet.selections) {
      if (selection.kind !== Kind.FIELD || !isIncluded(selection, variables)) continue;
      cost += part.operation === OperationTypeNode.MUTATION ? MUTATION_COST : fieldCost(selection, root);
    }
  }
  return cost;
}

/** Returns the actual cost of a response: an object 1, a connection 2 plus its nodes. */
export function actualCost(data: unknown): number {
  if (Array.isArray(data)) return data.reduce((sum: number, one) => sum + actualCost(one), 0);
  if (typeof data !== 'object' || data === null) return 0;
  const { pageInfo: _, ...members } = data as Record<string, unknown>;
  const own = 'nodes' in members || 'edges' in members ? CONNECTION_COST : 'node' in members ? 0 : 1;
  return own + actualCost(Object.values(members));
}
