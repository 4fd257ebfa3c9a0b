using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>Fast implementation of the datetime module.</summary>
[PyModule("_datetime")]
internal static partial class DateTimeModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        SetLimits(thread, PyTimeDelta.TypeObject, PyTimeDelta.Min, PyTimeDelta.Max, PyTimeDelta.Resolution);
        SetLimits(thread, PyDate.TypeObject, PyDate.MinDate, PyDate.MaxDate, PyTimeDelta.OneDay);
        SetLimits(thread, PyTime.TypeObject, PyTime.MinTime, PyTime.MaxTime, PyTimeDelta.Resolution);
        SetLimits(thread, PyDateTime.TypeObject, PyDateTime.MinMoment, PyDateTime.MaxMoment, PyTimeDelta.Resolution);
        SetLimits(thread, PyTimeZone.TypeObject, PyTimeZone.Min, PyTimeZone.Max, null);
        PyTimeZone.TypeObject.Dict.SetItem(thread, "utc", PyTimeZone.Utc);
        module.Dict.SetItem(thread, "MINYEAR", PyInt.From(GregorianCalendar.MinYear));
        module.Dict.SetItem(thread, "MAXYEAR", PyInt.From(GregorianCalendar.MaxYear));
        module.Dict.SetItem(thread, "UTC", PyTimeZone.Utc);
    }

    private static void SetLimits(ThreadState thread, PyType type, PyObject min, PyObject max, PyObject? resolution)
    {
        type.Dict.SetItem(thread, "min", min);
        type.Dict.SetItem(thread, "max", max);
        if (resolution is not null)
            type.Dict.SetItem(thread, "resolution", resolution);
    }
}
