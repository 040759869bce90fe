namespace Workbench.Pipeline.LipSync.Imaging;

/// <summary>The last few horizontally filtered rows, so that each is made once while a vertical filter walks down.</summary>
/// <param name="capacity">Rows the vertical filter needs at once.</param>
/// <param name="make">Filters row y.</param>
internal sealed class RowCache<T>(int capacity, Func<int, T> make)
    where T : class
{
    private readonly (int Y, T? Row)[] slots = [.. Enumerable.Repeat((-1, (T?)null), capacity)];

    public T this[int y]
    {
        get
        {
            ref var slot = ref slots[y % capacity];
            if (slot.Y != y)
            {
                slot = (y, make(y));
            }

            return slot.Row!;
        }
    }
}
