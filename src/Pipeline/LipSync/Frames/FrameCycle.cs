namespace Workbench.Pipeline.LipSync.Frames;

/// <summary>How base frames repeat while the speech goes on.</summary>
public enum FrameCycle
{
    /// <summary>0, 1, .., N-1, N-1, .., 1, 0, 0, 1, ..: both ends stand for two frames. Upstream.</summary>
    PingPongDoubled,

    /// <summary>0, 1, .., N-1, N-2, .., 1, 0, 1, ..: no frame is shown twice in a row.</summary>
    PingPong,

    /// <summary>0, 1, .., N-1, 0, 1, ..: for base clips that loop by themselves.</summary>
    Loop,
}

/// <summary>Base frame of an output frame.</summary>
public static class FrameCycles
{
    /// <param name="cycle">How frames repeat.</param>
    /// <param name="frame">Output frame.</param>
    /// <param name="count">Base frames, at least 1.</param>
    public static int BaseFrame(this FrameCycle cycle, long frame, int count)
    {
        var period = cycle switch
        {
            FrameCycle.PingPongDoubled => 2 * count,
            FrameCycle.PingPong => Math.Max(2 * count - 2, 1),
            _ => count,
        };
        var place = (int)(frame % period);
        return place < count ? place : period - place - (cycle == FrameCycle.PingPongDoubled ? 1 : 0);
    }
}
