using static TorchSharp.torch;

namespace Workbench.Pipeline.Sampling;

/// <summary>
/// Walks a latent from noise (sigma 1) to an image (sigma 0) along x = (1 - sigma) * clean + sigma * noise, given velocities
/// v = noise - clean. Holds the history of multistep solvers, so one object serves one run at a time, in order of steps.
/// </summary>
public interface IScheduler : IDisposable
{
    /// <summary>Number of steps.</summary>
    int Steps { get; }

    /// <summary>What the model is told at each step, 0 to 1000.</summary>
    IReadOnlyList<double> Timesteps { get; }

    /// <summary>Noise level at each step and, last, after all of them (0): <see cref="Steps"/> + 1 values.</summary>
    IReadOnlyList<float> Sigmas { get; }

    /// <summary>Takes one step. Steps must come in order, 0 first; <see cref="Reset"/> starts again.</summary>
    /// <param name="velocity">The model's prediction for <paramref name="latents"/>, any shape.</param>
    /// <param name="step">Index of the step.</param>
    /// <param name="latents">What the model was given, same shape.</param>
    /// <returns>The next latents in fp32; joins the caller's dispose scope.</returns>
    /// <exception cref="InvalidOperationException">Out of order.</exception>
    Tensor Step(Tensor velocity, int step, Tensor latents);

    /// <summary>Forgets the history.</summary>
    void Reset();
}
