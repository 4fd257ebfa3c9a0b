using System.Runtime.InteropServices;
using Krait.Runtime;

namespace Krait.Modules;

/// <summary>
/// Heap queue algorithm (a.k.a. priority queue).
///
/// Heaps are arrays for which a[k] &lt;= a[2*k+1] and a[k] &lt;= a[2*k+2] for
/// all k, counting elements from 0.  For the sake of comparison,
/// non-existing elements are considered to be infinite.  The interesting
/// property of a heap is that a[0] is always its smallest element.
/// </summary>
[PyModule("_heapq")]
internal static partial class HeapqModule
{
    /// <summary>
    /// Push item onto heap, maintaining the heap invariant.
    /// </summary>
    [PyFunction("heappush")]
    private static void HeapPush(ThreadState thread, PyList heap, PyObject item) => new Heap(thread, heap, false).Push(item);

    /// <summary>
    /// Push item on the heap, then pop and return the smallest item from the heap.
    ///
    /// The combined action runs more efficiently than heappush() followed by
    /// a separate call to heappop().
    /// </summary>
    [PyFunction("heappushpop")]
    private static PyObject HeapPushPop(ThreadState thread, PyList heap, PyObject item) => new Heap(thread, heap, false).PushPop(item);

    /// <summary>
    /// Pop the smallest item off the heap, maintaining the heap invariant.
    /// </summary>
    [PyFunction("heappop")]
    private static PyObject HeapPop(ThreadState thread, PyList heap) => new Heap(thread, heap, false).Pop();

    /// <summary>
    /// Pop and return the current smallest value, and add the new item.
    ///
    /// This is more efficient than heappop() followed by heappush(), and can be
    /// more appropriate when using a fixed-size heap.  Note that the value
    /// returned may be larger than item!  That constrains reasonable uses of
    /// this routine unless written as part of a conditional replacement:
    ///
    ///     if item > heap[0]:
    ///         item = heapreplace(heap, item)
    /// </summary>
    [PyFunction("heapreplace")]
    private static PyObject HeapReplace(ThreadState thread, PyList heap, PyObject item) => new Heap(thread, heap, false).Replace(item);

    /// <summary>
    /// Transform list into a heap, in-place, in O(len(heap)) time.
    /// </summary>
    [PyFunction("heapify")]
    private static void HeapHeapify(ThreadState thread, PyList heap) => new Heap(thread, heap, false).Heapify();

    /// <summary>
    /// Push item onto max heap, maintaining the heap invariant.
    /// </summary>
    [PyFunction("heappush_max")]
    private static void HeapPushMax(ThreadState thread, PyList heap, PyObject item) => new Heap(thread, heap, true).Push(item);

    /// <summary>
    /// Maxheap variant of heappushpop.
    ///
    /// The combined action runs more efficiently than heappush_max() followed by
    /// a separate call to heappop_max().
    /// </summary>
    [PyFunction("heappushpop_max")]
    private static PyObject HeapPushPopMax(ThreadState thread, PyList heap, PyObject item) => new Heap(thread, heap, true).PushPop(item);

    /// <summary>
    /// Maxheap variant of heappop.
    /// </summary>
    [PyFunction("heappop_max")]
    private static PyObject HeapPopMax(ThreadState thread, PyList heap) => new Heap(thread, heap, true).Pop();

    /// <summary>
    /// Maxheap variant of heapreplace.
    /// </summary>
    [PyFunction("heapreplace_max")]
    private static PyObject HeapReplaceMax(ThreadState thread, PyList heap, PyObject item) => new Heap(thread, heap, true).Replace(item);

    /// <summary>
    /// Maxheap variant of heapify.
    /// </summary>
    [PyFunction("heapify_max")]
    private static void HeapHeapifyMax(ThreadState thread, PyList heap) => new Heap(thread, heap, true).Heapify();

    /// <summary>A list that is a heap. Items are swapped, never missing, so that a comparison may look at the list.</summary>
    private readonly struct Heap(ThreadState thread, PyList list, bool largestFirst)
    {
        public void Push(PyObject item)
        {
            list.Append(item);
            SiftDown(0, list.Count - 1);
        }

        public PyObject Pop()
        {
            if (list.Count == 0)
                throw Errors.Index("index out of range");
            var last = list.Pop(thread, list.Count - 1);
            if (list.Count == 0)
                return last;
            return Exchange(last);
        }

        public PyObject Replace(PyObject item) => list.Count == 0 ? throw Errors.Index("index out of range") : Exchange(item);

        public PyObject PushPop(PyObject item)
        {
            if (list.Count == 0)
                return item;
            var first = list[0];
            using (new Held(thread, first))
            {
                if (!Precedes(first, item))
                    return item;
            }
            return list.Count == 0 ? throw Errors.Index("index out of range") : Exchange(item);
        }

        public void Heapify()
        {
            for (var i = list.Count / 2 - 1; i >= 0; i--)
                SiftUp(i);
        }

        /// <summary>Puts an item in the place of the first one, which is returned.</summary>
        private PyObject Exchange(PyObject item)
        {
            var first = list[0];
            using var held = new Held(thread, first);
            list.Set(0, item);
            SiftUp(0);
            return first;
        }

        private bool Precedes(PyObject left, PyObject right) => largestFirst
            ? Op.IsTrue(thread, Op.RichCompare(thread, right, left, CompareOp.Lt))
            : Op.IsTrue(thread, Op.RichCompare(thread, left, right, CompareOp.Lt));

        private bool ItemPrecedes(int left, int right)
        {
            var size = list.Count;
            var a = list[left];
            var b = list[right];
            if (a.GetType() == typeof(PyInt) && b.GetType() == typeof(PyInt))
                return largestFirst ? ((PyInt)b).Value < ((PyInt)a).Value : ((PyInt)a).Value < ((PyInt)b).Value;
            using var heldLeft = new Held(thread, a);
            using var heldRight = new Held(thread, b);
            var result = Precedes(a, b);
            if (list.Count != size)
                throw Errors.Runtime("list changed size during iteration");
            return result;
        }

        private void Swap(int a, int b)
        {
            // Neither count changes.
            var items = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(list.Items), list.Count);
            (items[a], items[b]) = (items[b], items[a]);
        }

        private void SiftDown(int start, int position)
        {
            if (position >= list.Count)
                throw Errors.Index("index out of range");
            while (position > start)
            {
                var parent = (position - 1) >> 1;
                if (!ItemPrecedes(position, parent))
                    break;
                Swap(position, parent);
                position = parent;
            }
        }

        private void SiftUp(int position)
        {
            var end = list.Count;
            var start = position;
            if (position >= end)
                throw Errors.Index("index out of range");
            // Down to a leaf, and from there up: the item is likely to belong near the bottom.
            while (2 * position + 1 < end)
            {
                var child = 2 * position + 1;
                if (child + 1 < end && !ItemPrecedes(child, child + 1))
                    child++;
                Swap(child, position);
                position = child;
            }
            SiftDown(start, position);
        }
    }
}
