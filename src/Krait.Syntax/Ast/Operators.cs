namespace Krait.Syntax.Ast;

/// <summary>A binary arithmetic or bitwise operator.</summary>
public enum Operator { Add, Sub, Mult, MatMult, Div, Mod, Pow, LShift, RShift, BitOr, BitXor, BitAnd, FloorDiv }

/// <summary>A unary operator.</summary>
public enum UnaryOperator { Invert, Not, UAdd, USub }

/// <summary>A short-circuit operator.</summary>
public enum BoolOperator { And, Or }

/// <summary>A comparison operator.</summary>
public enum ComparisonOperator { Eq, NotEq, Lt, LtE, Gt, GtE, Is, IsNot, In, NotIn }

/// <summary>Whether a name, attribute, subscript or sequence is read, assigned to or deleted.</summary>
public enum ExprContext { Load, Store, Del }
