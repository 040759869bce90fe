namespace Workbench.Pipeline.Offload;

/// <summary>A network, or a part of one, that is kept where it computes, or made there for each use and freed behind it: with the same parameters by the same way, hence with the same bits.</summary>
/// <typeparam name="T">What computes.</typeparam>
internal sealed class Visiting<T> : IDisposable
    where T : class, IDisposable
{
    private readonly Func<T> make;
    private readonly T? kept;

    /// <param name="make">Makes it.</param>
    /// <param name="keep">Whether it is made now and kept.</param>
    public Visiting(Func<T> make, bool keep) => (this.make, kept) = (make, keep ? make() : null);

    /// <summary>It is there until the result is disposed.</summary>
    public Visit Begin() => new(kept ?? make(), kept is null);

    public void Dispose() => kept?.Dispose();

    /// <summary>One use.</summary>
    /// <param name="value">What computes.</param>
    /// <param name="leaves">Whether it is freed afterwards.</param>
    internal readonly struct Visit(T value, bool leaves) : IDisposable
    {
        /// <summary>What computes.</summary>
        public T Value => value;

        public void Dispose()
        {
            if (leaves)
            {
                value.Dispose();
            }
        }
    }
}
