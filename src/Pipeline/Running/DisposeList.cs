namespace Workbench.Pipeline.Running;

/// <summary>Disposes what was added, newest first, unless it was released: for loading several things or none.</summary>
internal sealed class DisposeList : IDisposable
{
    private readonly Stack<IDisposable> owned = new();

    public T Add<T>(T item)
        where T : IDisposable
    {
        owned.Push(item);
        return item;
    }

    public void Release() => owned.Clear();

    public void Dispose()
    {
        while (owned.TryPop(out var item))
        {
            item.Dispose();
        }
    }
}
