using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>The result of date.isocalendar() or datetime.isocalendar()
///
/// This object may be accessed either as a tuple of
///   ((year, week, weekday))
/// or via the object attributes as named in the above tuple.</summary>
[PyType("IsoCalendarDate", Module = "datetime", BasicSize = 48)]
internal sealed partial class PyIsoCalendarDate : PyTuple
{
    private PyIsoCalendarDate(PyType type) : base(type)
    {
    }

    public static PyIsoCalendarDate Create(ThreadState thread, int year, int week, int weekday)
    {
        var made = thread.EnterNew(new PyIsoCalendarDate(TypeObject));
        made.Initialize([PyInt.From(year), PyInt.From(week), PyInt.From(weekday)]);
        return made;
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] int year, [Keyword] int week, [Keyword] int weekday) =>
        Create(thread, year, week, weekday);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        $"{Type.Name}(year={Op.ReprText(thread, this[0])}, week={Op.ReprText(thread, this[1])}, weekday={Op.ReprText(thread, this[2])})";

    [PyGetter("year")]
    private PyObject Year => this[0];

    [PyGetter("week")]
    private PyObject Week => this[1];

    [PyGetter("weekday")]
    private PyObject Weekday => this[2];

    // Pickled as what it is to compare and to unpack.
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(thread, PyTuple.TypeObject, PyTuple.Create(thread, PyTuple.Create(thread, Items)));
}
