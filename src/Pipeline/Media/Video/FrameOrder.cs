namespace Workbench.Pipeline.Media.Video;

/// <summary>Which source frame stands at each place of a file.</summary>
internal static class FrameOrder
{
    /// <summary>Source index for place <paramref name="place"/> when there are <paramref name="count"/> source frames.</summary>
    public static int At(int place, int count, FrameLoop loop) => loop switch
    {
        _ when place < count => place,
        FrameLoop.Repeat => place % count,
        FrameLoop.PingPong when count > 1 => Fold(place % (2 * count - 2), count),
        _ => count - 1,
    };

    private static int Fold(int place, int count) => place < count ? place : 2 * count - 2 - place;
}
